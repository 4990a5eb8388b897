//! regorus: the same Rego and data as for OPA, in its interpreter, one engine for each world.

use measure::{lines, measure, Counting, Options};
use regorus::{Engine, Value};
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    let options = Options::read();
    let (mut engines, mut requests, mut load_ms) = (Vec::new(), Vec::new(), 0.0);
    for folder in options.worlds("rego") {
        let policy = std::fs::read_to_string(format!("{folder}/policy.rego")).unwrap();
        let data = std::fs::read_to_string(format!("{folder}/data.json")).unwrap();
        let began = Instant::now();
        let mut engine = Engine::new();
        engine.set_rego_v0(false);
        engine.add_policy("policy.rego".to_string(), policy).unwrap_or_else(|e| panic!("{folder}: {e}"));
        engine.add_data(Value::from_json_str(&data).unwrap()).unwrap();
        load_ms += began.elapsed().as_secs_f64() * 1000.0;
        for line in lines(&format!("{folder}/requests.jsonl")) {
            requests.push((engines.len(), Value::from_json_str(&line.to_string()).unwrap()));
        }
        engines.push(engine);
    }
    // The input belongs to an evaluation and cannot be kept in the engine: giving it is a part of the question.
    measure(&options, requests.len(), load_ms, |n| {
        let (world, input) = &requests[n];
        let engine = &mut engines[*world];
        engine.set_input(input.clone());
        engine.eval_rule("data.bench.allow".to_string()).map(|v| v == Value::Bool(true)).unwrap_or_else(|e| panic!("{e}"))
    });
}
