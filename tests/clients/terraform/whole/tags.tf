# Tags by themselves.
resource "tencentcloud_tag" "colour" {
  tag_key   = "colour"
  tag_value = "blue"
}

resource "tencentcloud_tag_attachment" "bob" {
  tag_key   = "desk"
  tag_value = "12"
  resource  = "qcs::cam::uin/${data.tencentcloud_user_info.me.owner_uin}:uin/${tencentcloud_cam_user.bob.uin}"
}
