# Shared by every configuration here; the address and the key come from the environment that `run` makes.
terraform {
  required_providers {
    tencentcloud = { source = "tencentcloudstack/tencentcloud" }
  }
}

provider "tencentcloud" {
  region   = "ap-guangzhou"
  protocol = "HTTP"
}

# 1 creates everything, 2 changes whatever can be changed in place.
variable "round" {
  type    = number
  default = 1
}
