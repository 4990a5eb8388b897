module opencam.test/clients/go

go 1.19

require (
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/cam v1.3.42
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common v1.3.209
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/sts v1.0.1142
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/tag v1.0.860
)
