"""Short and old codes of regions (CAM-035)."""

from tests.spec.rules import covers

LONG_NAMES = {
    "gz": "ap-guangzhou", "cn-south": "ap-guangzhou",
    "sh": "ap-shanghai", "cn-east": "ap-shanghai",
    "bj": "ap-beijing",
    "cd": "ap-chengdu",
    "cq": "ap-chongqing",
    "hk": "ap-hongkong",
    "sg": "ap-singapore", "sgp": "ap-singapore",
    "ca": "na-toronto",
    "de": "eu-frankfurt", "ger": "eu-frankfurt",
    "tj": "ap-beijing-1", "cn-north": "ap-beijing-1",
    "shjr": "ap-shanghai-fsi",
    "szjr": "ap-shenzhen-fsi",
    "bjjr": "ap-beijing-fsi",
}


def canonical(region: str) -> str:
    if region in LONG_NAMES:
        covers("CAM-035")
        return LONG_NAMES[region]
    return region
