// The Go SDK as a customer uses it: typed requests and replies. One call for each line of standard input.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"strings"

	cam "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/cam/v20190116"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	tchttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	sts "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/sts/v20180813"
	tag "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/tag/v20180813"
)

var versions = map[string]string{"cam": cam.APIVersion, "sts": sts.APIVersion, "tag": tag.APIVersion}

type call struct {
	Service, Action string
	Key             struct {
		SecretID  string `json:"secret_id"`
		SecretKey string `json:"secret_key"`
		Token     string
	}
	Parameters json.RawMessage
}

type answer struct {
	Response  json.RawMessage `json:"response,omitempty"`
	Code      string          `json:"code,omitempty"`
	Message   string          `json:"message,omitempty"`
	RequestID string          `json:"request_id,omitempty"`
}

func clientOf(c call) (any, error) {
	credential := common.NewTokenCredential(c.Key.SecretID, c.Key.SecretKey, c.Key.Token)
	settings := profile.NewClientProfile()
	settings.HttpProfile.Scheme = strings.ToUpper(os.Getenv("OPENCAM_SCHEME"))
	settings.HttpProfile.Endpoint = os.Getenv("OPENCAM_ADDRESS")
	settings.Language = "en-US"
	switch c.Service {
	case "cam":
		return cam.NewClient(credential, "ap-guangzhou", settings)
	case "sts":
		return sts.NewClient(credential, "ap-guangzhou", settings)
	case "tag":
		return tag.NewClient(credential, "ap-guangzhou", settings)
	}
	return nil, fmt.Errorf("no client of %q", c.Service)
}

// send is client.Action(NewActionRequest()) with the action's own types; only the name is looked up.
func send(c call) (json.RawMessage, error) {
	if c.Service == "batch" {
		return sendPlainly(c)
	}
	client, err := clientOf(c)
	if err != nil {
		return nil, err
	}
	method := reflect.ValueOf(client).MethodByName(c.Action)
	if !method.IsValid() {
		return nil, fmt.Errorf("the SDK has no %s", c.Action)
	}
	request := reflect.New(method.Type().In(0).Elem())
	base := new(tchttp.BaseRequest).Init().WithApiInfo(c.Service, versions[c.Service], c.Action)
	request.Elem().FieldByName("BaseRequest").Set(reflect.ValueOf(base))
	if err := request.Interface().(interface{ FromJsonString(string) error }).FromJsonString(string(c.Parameters)); err != nil {
		return nil, err
	}
	results := method.Call([]reflect.Value{request})
	if err, failed := results[1].Interface().(error); failed {
		return nil, err
	}
	var envelope struct{ Response json.RawMessage }
	err = json.Unmarshal([]byte(results[0].Interface().(interface{ ToJsonString() string }).ToJsonString()), &envelope)
	return envelope.Response, err
}

// sendPlainly uses the SDK's own client for any product: the module with the types of batch cannot be had.
func sendPlainly(c call) (json.RawMessage, error) {
	settings := profile.NewClientProfile()
	settings.HttpProfile.Scheme = strings.ToUpper(os.Getenv("OPENCAM_SCHEME"))
	settings.HttpProfile.Endpoint = os.Getenv("OPENCAM_ADDRESS")
	settings.Language = "en-US"
	credential := common.NewTokenCredential(c.Key.SecretID, c.Key.SecretKey, c.Key.Token)
	request := tchttp.NewCommonRequest(c.Service, "2017-03-12", c.Action)
	if err := request.SetActionParameters([]byte(c.Parameters)); err != nil {
		return nil, err
	}
	response := tchttp.NewCommonResponse()
	if err := common.NewCommonClient(credential, "ap-guangzhou", settings).Send(request, response); err != nil {
		return nil, err
	}
	var envelope struct{ Response json.RawMessage }
	err := json.Unmarshal(response.GetBody(), &envelope)
	return envelope.Response, err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c call
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			log.Fatal(err)
		}
		var a answer
		response, err := send(c)
		if refused, ok := err.(*errors.TencentCloudSDKError); ok {
			a = answer{Code: refused.GetCode(), Message: refused.GetMessage(), RequestID: refused.GetRequestId()}
		} else if err != nil {
			log.Fatal(err)
		} else {
			a.Response = response
		}
		line, _ := json.Marshal(a)
		fmt.Println(string(line))
	}
}
