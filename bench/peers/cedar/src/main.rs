//! Cedar: `Authorizer::is_authorized` over a policy set and entities that were read before; requests are built before.

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use measure::{lines, measure, Counting, Options};
use std::str::FromStr;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn uid(value: &serde_json::Value) -> EntityUid {
    EntityUid::from_json(serde_json::json!({"type": value[0], "id": value[1]})).expect("an entity")
}

fn main() {
    let options = Options::read();
    let (mut worlds, mut requests, mut load_ms) = (Vec::new(), Vec::new(), 0.0);
    for folder in options.worlds("cedar") {
        let policies = std::fs::read_to_string(format!("{folder}/policies.cedar")).unwrap();
        let entities = std::fs::read_to_string(format!("{folder}/entities.json")).unwrap();
        let began = Instant::now();
        let policies = PolicySet::from_str(&policies).unwrap_or_else(|e| panic!("{folder}: {e}"));
        let entities = Entities::from_json_str(&entities, None).unwrap_or_else(|e| panic!("{folder}: {e}"));
        load_ms += began.elapsed().as_secs_f64() * 1000.0;
        for line in lines(&format!("{folder}/requests.jsonl")) {
            let context = Context::from_json_value(line["context"].clone(), None).expect("a context");
            let action = EntityUid::from_json(serde_json::json!({"type": "Action", "id": line["action"]})).expect("an action");
            let request = Request::new(uid(&line["principal"]), action, uid(&line["resource"]), context, None).expect("a request");
            requests.push((worlds.len(), request));
        }
        worlds.push((policies, entities));
    }
    let authorizer = Authorizer::new();
    let shows = std::env::var("BENCH_SHOW_ERRORS").is_ok();
    measure(&options, requests.len(), load_ms, |n| {
        let (world, request) = &requests[n];
        let (policies, entities) = &worlds[*world];
        let response = authorizer.is_authorized(request, policies, entities);
        if shows {
            response.diagnostics().errors().for_each(|e| eprintln!("{n}: {e}"));
        }
        response.decision() == Decision::Allow
    });
}
