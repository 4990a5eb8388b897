// OPA's Go library: one prepared query for each world, data in the in-memory store, inputs as parsed values.
package main

import (
	"context"
	"encoding/json"
	"log"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"opencam/bench/measure"
)

func main() {
	options, ctx := measure.Read(), context.Background()
	type asked struct {
		query *rego.PreparedEvalQuery
		input ast.Value
	}
	var requests []asked
	var loadMs float64
	for _, folder := range options.Worlds("rego") {
		policy, data := measure.Text(folder+"/policy.rego"), measure.Text(folder+"/data.json")
		began := time.Now()
		var object map[string]any
		measure.Must(json.Unmarshal([]byte(data), &object))
		store := inmem.NewFromObjectWithOpts(object, inmem.OptReturnASTValuesOnRead(true))
		query, err := rego.New(rego.Query("data.bench.allow"), rego.Module("policy.rego", policy), rego.Store(store)).PrepareForEval(ctx)
		measure.Must(err)
		loadMs += float64(time.Since(began).Nanoseconds()) / 1e6
		for _, line := range measure.Lines[any](folder + "/requests.jsonl") {
			input, err := ast.InterfaceToValue(line)
			measure.Must(err)
			requests = append(requests, asked{&query, input})
		}
	}
	measure.Measure(options, len(requests), loadMs, func(n int) bool {
		answer, err := requests[n].query.Eval(ctx, rego.EvalParsedInput(requests[n].input))
		if err != nil {
			log.Fatal(err)
		}
		return answer.Allowed()
	})
}
