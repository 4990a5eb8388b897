// Casbin's Enforcer without its decision cache: the cache of CachedEnforcer answers a repeated question without
// deciding it.
package main

import (
	"log"
	"time"

	"github.com/casbin/casbin/v2"

	"opencam/bench/measure"
)

func main() {
	options := measure.Read()
	type asked struct {
		enforcer *casbin.Enforcer
		values   []any
	}
	var requests []asked
	var loadMs float64
	for _, folder := range options.Worlds("casbin") {
		began := time.Now()
		enforcer, err := casbin.NewEnforcer(folder+"/model.conf", folder+"/policy.csv")
		measure.Must(err)
		loadMs += float64(time.Since(began).Nanoseconds()) / 1e6
		for _, line := range measure.Lines[[]any](folder + "/requests.jsonl") {
			requests = append(requests, asked{enforcer, line})
		}
	}
	measure.Measure(options, len(requests), loadMs, func(n int) bool {
		allowed, err := requests[n].enforcer.Enforce(requests[n].values...)
		if err != nil {
			log.Fatal(err)
		}
		return allowed
	})
}
