//! Asks an engine every request of a case and notes how long each answer took: the same method as in every other
//! language (bench/README.md, "How a figure is taken").
//!
//! `Options::read()` reads the command line, `measure()` does the rest and writes `result.json`, `decisions.txt` and
//! `latencies.u32`. Allocations are counted by `Counting`, which the program installs as its allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

pub struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static ALLOCATED: AtomicU64 = AtomicU64::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // One thread asks; relaxed loads and stores cost less than an exchange.
        ALLOCATIONS.store(ALLOCATIONS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        ALLOCATED.store(ALLOCATED.load(Ordering::Relaxed) + layout.size() as u64, Ordering::Relaxed);
        System.alloc(layout)
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        System.dealloc(pointer, layout)
    }
}

pub struct Options {
    pub case: String,
    pub out: String,
    pub runs: usize,
    pub warm: usize,
    pub seconds: f64,
}

impl Options {
    /// CASE OUT RUNS WARM SECONDS
    pub fn read() -> Options {
        let a: Vec<String> = std::env::args().collect();
        assert!(a.len() == 6, "usage: {} CASE OUT RUNS WARM SECONDS", a[0]);
        Options { case: a[1].clone(), out: a[2].clone(), runs: a[3].parse().unwrap(), warm: a[4].parse().unwrap(), seconds: a[5].parse().unwrap() }
    }

    /// The folders of the case's worlds for this language, in order.
    pub fn worlds(&self, language: &str) -> Vec<String> {
        let text = std::fs::read_to_string(format!("{}/case.json", self.case)).expect("case.json");
        let case: serde_json::Value = serde_json::from_str(&text).expect("case.json");
        (0..case["worlds"].as_u64().unwrap()).map(|n| format!("{}/{}/{}", self.case, n, language)).collect()
    }
}

pub fn lines(path: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.lines().map(|line| serde_json::from_str(line).expect("a request line")).collect()
}

pub fn rss_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or("VmRSS: 0 kB");
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

fn clock_ns() -> u64 {
    let mut taken: Vec<u64> = (0..10001).map(|_| Instant::now().elapsed().as_nanos() as u64).collect();
    taken.sort_unstable();
    taken[taken.len() / 2]
}

fn write(options: &Options, result: serde_json::Value, decisions: &str, latencies: &[u8]) {
    std::fs::write(format!("{}/decisions.txt", options.out), decisions).unwrap();
    std::fs::File::create(format!("{}/latencies.u32", options.out)).unwrap().write_all(latencies).unwrap();
    std::fs::write(format!("{}/result.json", options.out), result.to_string()).unwrap();
}

/// `decide(n)` answers request n of `count`. `load_ms` is what reading and compiling the policies took.
pub fn measure(options: &Options, count: usize, load_ms: f64, mut decide: impl FnMut(usize) -> bool) {
    let rss = rss_bytes();
    let mut decisions = String::with_capacity(count);
    let began = Instant::now();
    for n in 0..count {
        decisions.push(if decide(n) { '1' } else { '0' });
        if began.elapsed().as_secs_f64() > 10.0 * options.seconds && n + 1 < count {
            let mean = began.elapsed().as_nanos() as f64 / (n + 1) as f64;
            let result = serde_json::json!({"too_slow": true, "mean_ns": mean, "asked": n + 1, "load_ms": load_ms, "rss_bytes": rss});
            return write(options, result, &decisions, &[]);
        }
    }
    let mean = began.elapsed().as_nanos() as f64 / count as f64;
    let pass_ns = options.seconds * 1e9 / (options.warm + 2 * options.runs) as f64;
    let wanted = ((pass_ns / mean) as usize).clamp(20.min(count), count);
    let sample: Vec<usize> = (0..wanted).map(|i| i * count / wanted).collect();
    let repeats = ((pass_ns / (mean * wanted as f64)) as usize).clamp(1, 200_000usize.div_ceil(wanted));

    let warm = Instant::now();
    let mut passes = 0;
    while passes < options.warm || warm.elapsed().as_secs_f64() < options.seconds / 4.0 {
        for &n in &sample {
            std::hint::black_box(decide(n));
        }
        passes += 1;
    }
    let mut latencies = Vec::with_capacity(options.runs * repeats * wanted * 4);
    let (mut per_second, mut allocations, mut allocated) = (Vec::new(), 0u64, 0u64);
    for _ in 0..options.runs {
        for _ in 0..repeats {
            for &n in &sample {
                let before = Instant::now();
                std::hint::black_box(decide(n));
                let taken = before.elapsed().as_nanos().min(u32::MAX as u128) as u32;
                latencies.extend_from_slice(&taken.to_le_bytes());
            }
        }
        allocations = ALLOCATIONS.load(Ordering::Relaxed);
        allocated = ALLOCATED.load(Ordering::Relaxed);
        let before = Instant::now();
        for _ in 0..repeats {
            for &n in &sample {
                std::hint::black_box(decide(n));
            }
        }
        per_second.push((repeats * wanted) as f64 / before.elapsed().as_secs_f64());
        allocations = ALLOCATIONS.load(Ordering::Relaxed) - allocations;
        allocated = ALLOCATED.load(Ordering::Relaxed) - allocated;
    }
    let asked = (repeats * wanted) as f64;
    let result = serde_json::json!({
        "load_ms": load_ms, "rss_bytes": rss, "clock_ns": clock_ns(), "requests": repeats * wanted, "runs": options.runs,
        "per_second": per_second, "allocations": allocations as f64 / asked, "allocated_bytes": allocated as f64 / asked,
    });
    write(options, result, &decisions, &latencies);
}
