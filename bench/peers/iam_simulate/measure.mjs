// Asks an engine every request of a case and notes how long each answer took: the same method as in every other
// language (bench/README.md, "How a figure is taken"). Node does not count allocations.
import { readFileSync, writeFileSync } from 'node:fs'

export function options() {
  const [folder, out, runs, warm, seconds] = process.argv.slice(2)
  if (seconds === undefined) throw new Error('usage: CASE OUT RUNS WARM SECONDS')
  return { folder, out, runs: Number(runs), warm: Number(warm), seconds: Number(seconds) }
}

export function worlds(language) {
  const { folder } = options()
  const count = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')).worlds
  return Array.from({ length: count }, (_, n) => `${folder}/${n}/${language}`)
}

export function lines(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
}

const now = () => Number(process.hrtime.bigint())

function clockNs() {
  const taken = []
  for (let n = 0; n < 10001; n++) {
    const before = now()
    taken.push(now() - before)
  }
  return taken.sort((a, b) => a - b)[5000]
}

function rssBytes() {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
}

function write(out, result, decisions, latencies) {
  writeFileSync(`${out}/decisions.txt`, decisions)
  writeFileSync(`${out}/latencies.u32`, new Uint8Array(latencies.buffer))
  writeFileSync(`${out}/result.json`, JSON.stringify(result))
}

export function measure({ out, runs, warm, seconds }, count, loadMs, decide) {
  const result = { load_ms: loadMs, rss_bytes: rssBytes() }
  let decisions = ''
  const began = now()
  for (let n = 0; n < count; n++) {
    decisions += decide(n) ? '1' : '0'
    if (now() - began > 1e10 * seconds && n + 1 < count) {
      Object.assign(result, { too_slow: true, mean_ns: (now() - began) / (n + 1), asked: n + 1 })
      return write(out, result, decisions, new Uint32Array(0))
    }
  }
  const mean = (now() - began) / count
  const passNs = (seconds * 1e9) / (warm + 2 * runs)
  const wanted = Math.min(Math.max(Math.floor(passNs / mean), Math.min(20, count)), count)
  const sample = Array.from({ length: wanted }, (_, i) => Math.floor((i * count) / wanted))
  const repeats = Math.min(Math.max(Math.floor(passNs / (mean * wanted)), 1), Math.ceil(200000 / wanted))
  const warming = now()
  for (let pass = 0; pass < warm || now() - warming < (seconds * 1e9) / 4; pass++) sample.forEach((n) => decide(n))
  const latencies = new Uint32Array(runs * repeats * wanted)
  const perSecond = []
  for (let run = 0, at = 0; run < runs; run++) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const n of sample) {
        const before = now()
        decide(n)
        latencies[at++] = Math.min(now() - before, 0xffffffff)
      }
    }
    const before = now()
    for (let repeat = 0; repeat < repeats; repeat++) for (const n of sample) decide(n)
    perSecond.push((repeats * wanted * 1e9) / (now() - before))
  }
  Object.assign(result, { clock_ns: clockNs(), requests: repeats * wanted, runs, per_second: perSecond })
  write(out, result, decisions, latencies)
}
