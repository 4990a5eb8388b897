//go:build tools

// Package build names the program that is built here, so that its version and the hashes of all it needs are pinned.
package build

import _ "github.com/tencentcloudstack/terraform-provider-tencentcloud"
