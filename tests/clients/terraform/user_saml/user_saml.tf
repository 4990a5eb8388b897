# Users sign in through SAML or through OpenID Connect, not both: this one stands alone.
resource "tencentcloud_cam_user_saml_config" "users" {
  saml_metadata_document = var.round == 1 ? file("${path.module}/saml.xml") : replace(file("${path.module}/saml.xml"), "/sso", "/sso2")
}
