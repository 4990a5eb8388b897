//! Cedar: `Authorizer::is_authorized` over a policy set and entities that were read before; requests are built before.
//!
//! With BENCH_SLICED set the set is sliced first, as Cedar's users do by hand and its evaluation of 2024 did: of all policies
//! only those whose scope names the principal or one of its ancestors, or nobody in particular. The slice of each principal is
//! made while loading, which is the form that costs least later.

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, Policy, PolicySet, PrincipalConstraint, Request};
use measure::{lines, measure, Counting, Options};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn uid(value: &serde_json::Value) -> EntityUid {
    EntityUid::from_json(serde_json::json!({"type": value[0], "id": value[1]})).expect("an entity")
}

/// The policies by whom their scope names.
struct Slicer {
    by_principal: HashMap<EntityUid, Vec<Policy>>,
    of_all: Vec<Policy>,
}

impl Slicer {
    fn new(policies: &PolicySet) -> Slicer {
        let mut made = Slicer { by_principal: HashMap::new(), of_all: Vec::new() };
        for policy in policies.policies() {
            match policy.principal_constraint() {
                PrincipalConstraint::In(uid) | PrincipalConstraint::Eq(uid) | PrincipalConstraint::IsIn(_, uid) => {
                    made.by_principal.entry(uid).or_default().push(policy.clone())
                }
                PrincipalConstraint::Any | PrincipalConstraint::Is(_) => made.of_all.push(policy.clone()),
            }
        }
        made
    }

    fn slice(&self, principal: &EntityUid, entities: &Entities) -> PolicySet {
        let above = entities.ancestors(principal).into_iter().flatten();
        let named = std::iter::once(principal).chain(above).filter_map(|uid| self.by_principal.get(uid)).flatten();
        let policies: HashMap<_, _> = self.of_all.iter().chain(named).map(|policy| (policy.id().clone(), policy.clone())).collect();
        PolicySet::from_policies(policies.into_values()).expect("each policy once")
    }
}

fn main() {
    let options = Options::read();
    let is_sliced = std::env::var("BENCH_SLICED").is_ok();
    let (mut worlds, mut requests, mut load_ms) = (Vec::new(), Vec::new(), 0.0);
    for folder in options.worlds("cedar") {
        let policies = std::fs::read_to_string(format!("{folder}/policies.cedar")).unwrap();
        let entities = std::fs::read_to_string(format!("{folder}/entities.json")).unwrap();
        let began = Instant::now();
        let policies = PolicySet::from_str(&policies).unwrap_or_else(|e| panic!("{folder}: {e}"));
        let entities = Entities::from_json_str(&entities, None).unwrap_or_else(|e| panic!("{folder}: {e}"));
        let slicer = is_sliced.then(|| Slicer::new(&policies));
        load_ms += began.elapsed().as_secs_f64() * 1000.0;
        let mut sets = vec![policies];
        let mut set_of: HashMap<EntityUid, usize> = HashMap::new();
        for line in lines(&format!("{folder}/requests.jsonl")) {
            let context = Context::from_json_value(line["context"].clone(), None).expect("a context");
            let action = EntityUid::from_json(serde_json::json!({"type": "Action", "id": line["action"]})).expect("an action");
            let principal = uid(&line["principal"]);
            let mut set = 0;
            if let Some(slicer) = &slicer {
                let began = Instant::now();
                set = *set_of.entry(principal.clone()).or_insert_with(|| {
                    sets.push(slicer.slice(&principal, &entities));
                    sets.len() - 1
                });
                load_ms += began.elapsed().as_secs_f64() * 1000.0;
            }
            let request = Request::new(principal, action, uid(&line["resource"]), context, None).expect("a request");
            requests.push((worlds.len(), set, request));
        }
        worlds.push((sets, entities));
    }
    let authorizer = Authorizer::new();
    let shows = std::env::var("BENCH_SHOW_ERRORS").is_ok();
    measure(&options, requests.len(), load_ms, |n| {
        let (world, set, request) = &requests[n];
        let (sets, entities) = &worlds[*world];
        let response = authorizer.is_authorized(request, &sets[*set], entities);
        if shows {
            response.diagnostics().errors().for_each(|e| eprintln!("{n}: {e}"));
        }
        response.decision() == Decision::Allow
    });
}
