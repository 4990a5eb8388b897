# Tags by themselves.
resource "tencentcloud_tag" "colour" {
  tag_key   = "colour"
  tag_value = "blue"
}

resource "tencentcloud_tag_attachment" "job" {
  tag_key   = "desk"
  tag_value = "12"
  resource  = "qcs::batch:ap-guangzhou:uin/${data.tencentcloud_user_info.me.owner_uin}:job/job-1"
}
