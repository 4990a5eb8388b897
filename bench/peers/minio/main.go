// MinIO's policy package: the policies of a user merged once, then IsAllowed. The statements are built from the parsed
// JSON by the package's own constructors, because its reader accepts MinIO's actions and keys only.
package main

import (
	"log"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/minio/pkg/v3/policy"
	"github.com/minio/pkg/v3/policy/condition"

	"opencam/bench/measure"
)

type statement struct {
	Effect           string
	Action, Resource []string
	Condition        map[string]map[string][]string
}

type world struct {
	Policies map[string]struct{ Statement []statement }
	Users    map[string][]string
}

type line struct {
	User, Action, Service, Content string
	Context                        map[string][]string
}

// arn:aws:svc:region:account:content -> svc/content: MinIO's resources are a bucket and an object.
func pattern(arn string) string {
	if arn == "*" {
		return "*"
	}
	parts := strings.SplitN(arn, ":", 6)
	return parts[2] + "/" + parts[5]
}

// MinIO knows one key for booleans and one for addresses.
var keys = map[string]string{"ctx:b0": "aws:SecureTransport", "ip:source": "aws:SourceIp"}

func function(operator, name string, values []string) (condition.Function, error) {
	qualifier := ""
	if before, after, found := strings.Cut(operator, ":"); found {
		qualifier, operator = before, after
	}
	if own, found := keys[name]; found {
		name = own
	}
	key := condition.NewKey(condition.KeyName(name), "")
	switch operator {
	case "StringEquals":
		return condition.NewStringEqualsFunc(qualifier, key, values...)
	case "StringNotEquals":
		return condition.NewStringNotEqualsFunc(qualifier, key, values...)
	case "StringLike":
		return condition.NewStringLikeFunc(qualifier, key, values...)
	case "Null":
		return condition.NewNullFunc(key, values[0] == "true")
	case "Bool":
		return condition.NewBoolFunc(key, values[0] == "true")
	case "IpAddress", "NotIpAddress":
		var networks []*net.IPNet
		for _, value := range values {
			_, network, err := net.ParseCIDR(value)
			measure.Must(err)
			networks = append(networks, network)
		}
		if operator == "IpAddress" {
			return condition.NewIPAddressFunc(key, networks...)
		}
		return condition.NewNotIPAddressFunc(key, networks...)
	}
	return single(operator, key, values)
}

// Operators that take one value here.
func single(operator string, key condition.Key, values []string) (condition.Function, error) {
	if len(values) != 1 {
		log.Fatalf("%s takes one value in MinIO", operator)
	}
	if strings.HasPrefix(operator, "Date") {
		moment, err := time.Parse(time.RFC3339, values[0])
		measure.Must(err)
		if operator == "DateLessThan" {
			return condition.NewDateLessThanFunc(key, moment)
		}
		return condition.NewDateGreaterThanFunc(key, moment)
	}
	number, err := strconv.Atoi(values[0])
	measure.Must(err)
	switch operator {
	case "NumericEquals":
		return condition.NewNumericEqualsFunc(key, number)
	case "NumericLessThan":
		return condition.NewNumericLessThanFunc(key, number)
	case "NumericLessThanEquals":
		return condition.NewNumericLessThanEqualsFunc(key, number)
	case "NumericGreaterThan":
		return condition.NewNumericGreaterThanFunc(key, number)
	}
	return condition.NewNumericGreaterThanEqualsFunc(key, number)
}

func (s statement) made() policy.Statement {
	actions, resources := policy.NewActionSet(), policy.NewResourceSet()
	for _, action := range s.Action {
		actions.Add(policy.Action(action))
	}
	for _, resource := range s.Resource {
		resources.Add(policy.NewResource(pattern(resource)))
	}
	var functions []condition.Function
	for operator, named := range s.Condition {
		for key, values := range named {
			made, err := function(operator, key, values)
			measure.Must(err)
			functions = append(functions, made)
		}
	}
	return policy.NewStatement("", policy.Effect(s.Effect), actions, resources, condition.NewFunctions(functions...))
}

func (w world) merged() map[string]*policy.Policy {
	byName, byUser := map[string]policy.Policy{}, map[string]*policy.Policy{}
	for name, document := range w.Policies {
		made := policy.Policy{Version: policy.DefaultVersion}
		for _, s := range document.Statement {
			made.Statements = append(made.Statements, s.made())
		}
		byName[name] = made
	}
	// MergePolicies compares every statement with every other one to drop copies; there are none here.
	for user, names := range w.Users {
		all := policy.Policy{Version: policy.DefaultVersion}
		for _, name := range names {
			all.Statements = append(all.Statements, byName[name].Statements...)
		}
		byUser[user] = &all
	}
	return byUser
}

func main() {
	options := measure.Read()
	type asked struct {
		policy *policy.Policy
		args   policy.Args
	}
	var requests []asked
	var loadMs float64
	for _, folder := range options.Worlds("aws") {
		began := time.Now()
		var about world
		measure.JSON(folder+"/policies.json", &about)
		users := about.merged()
		loadMs += float64(time.Since(began).Nanoseconds()) / 1e6
		for _, l := range measure.Lines[line](folder + "/requests.jsonl") {
			l.Context["userid"] = l.Context["aws:userid"]
			for name, own := range keys {
				if values, found := l.Context[name]; found {
					l.Context[condition.KeyName(own).Name()] = values
				}
			}
			requests = append(requests, asked{users[l.User], policy.Args{AccountName: l.User, Action: policy.Action(l.Action),
				BucketName: l.Service, ObjectName: l.Content, ConditionValues: l.Context}})
		}
	}
	measure.Measure(options, len(requests), loadMs, func(n int) bool { return requests[n].policy.IsAllowed(requests[n].args) })
}
