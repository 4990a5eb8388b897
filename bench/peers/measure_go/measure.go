// Package measure asks an engine every request of a case and notes how long each answer took: the same method as in every
// other language (bench/README.md, "How a figure is taken").
package measure

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options are the command line: CASE OUT RUNS WARM SECONDS.
type Options struct {
	Case, Out  string
	Runs, Warm int
	Seconds    float64
}

var began = time.Now()

// Nanoseconds since the start: one reading of the monotonic clock.
func now() int64 { return int64(time.Since(began)) }

func Read() Options {
	if len(os.Args) != 6 {
		log.Fatalf("usage: %s CASE OUT RUNS WARM SECONDS", os.Args[0])
	}
	runs, _ := strconv.Atoi(os.Args[3])
	warm, _ := strconv.Atoi(os.Args[4])
	seconds, _ := strconv.ParseFloat(os.Args[5], 64)
	return Options{os.Args[1], os.Args[2], runs, warm, seconds}
}

// Worlds are the folders of the case's worlds for this language, in order.
func (o Options) Worlds(language string) []string {
	var about struct{ Worlds int }
	JSON(o.Case+"/case.json", &about)
	var folders []string
	for n := range about.Worlds {
		folders = append(folders, fmt.Sprintf("%s/%d/%s", o.Case, n, language))
	}
	return folders
}

func Text(path string) string {
	text, err := os.ReadFile(path)
	Must(err)
	return string(text)
}

func JSON(path string, into any) { Must(json.Unmarshal([]byte(Text(path)), into)) }

func Must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Lines reads the requests of one world.
func Lines[T any](path string) []T {
	file, err := os.Open(path)
	Must(err)
	defer file.Close()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(make([]byte, 1<<20), 1<<26)
	var made []T
	for scanner.Scan() {
		var one T
		Must(json.Unmarshal(scanner.Bytes(), &one))
		made = append(made, one)
	}
	return made
}

func rssBytes() int {
	for _, line := range strings.Split(Text("/proc/self/status"), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kilobytes, _ := strconv.Atoi(fields[1])
			return kilobytes * 1024
		}
	}
	return 0
}

func clockNs() int64 {
	taken := make([]int64, 10001)
	for n := range taken {
		before := now()
		taken[n] = now() - before
	}
	slices.Sort(taken)
	return taken[len(taken)/2]
}

func (o Options) write(result map[string]any, decisions, latencies []byte) {
	text, err := json.Marshal(result)
	Must(err)
	Must(os.WriteFile(o.Out+"/decisions.txt", decisions, 0o644))
	Must(os.WriteFile(o.Out+"/latencies.u32", latencies, 0o644))
	Must(os.WriteFile(o.Out+"/result.json", text, 0o644))
}

// Measure asks for each of count requests; decide(n) answers request n. loadMs is what reading and compiling took.
func Measure(o Options, count int, loadMs float64, decide func(int) bool) {
	runtime.GC()
	rss := rssBytes()
	decisions := make([]byte, 0, count)
	start := now()
	for n := range count {
		answer := byte('0')
		if decide(n) {
			answer = '1'
		}
		decisions = append(decisions, answer)
		if elapsed := now() - start; float64(elapsed) > 1e10*o.Seconds && n+1 < count {
			o.write(map[string]any{"too_slow": true, "mean_ns": float64(elapsed) / float64(n+1), "asked": n + 1,
				"load_ms": loadMs, "rss_bytes": rss}, decisions, nil)
			return
		}
	}
	mean := float64(now()-start) / float64(count)
	passNs := o.Seconds * 1e9 / float64(o.Warm+2*o.Runs)
	wanted := min(max(int(passNs/mean), min(20, count)), count)
	sample := make([]int, wanted)
	for i := range sample {
		sample[i] = i * count / wanted
	}
	repeats := min(max(int(passNs/(mean*float64(wanted))), 1), (200000+wanted-1)/wanted)

	warm := now()
	for passes := 0; passes < o.Warm || float64(now()-warm) < o.Seconds*1e9/4; passes++ {
		for _, n := range sample {
			decide(n)
		}
	}
	latencies := make([]byte, 0, 4*o.Runs*repeats*wanted)
	var perSecond []float64
	var before, after runtime.MemStats
	for range o.Runs {
		for range repeats {
			for _, n := range sample {
				asked := now()
				decide(n)
				latencies = binary.LittleEndian.AppendUint32(latencies, uint32(min(now()-asked, 1<<32-1)))
			}
		}
		runtime.ReadMemStats(&before)
		began := now()
		for range repeats {
			for _, n := range sample {
				decide(n)
			}
		}
		perSecond = append(perSecond, float64(repeats*wanted)*1e9/float64(now()-began))
		runtime.ReadMemStats(&after)
	}
	asked := float64(repeats * wanted)
	o.write(map[string]any{"load_ms": loadMs, "rss_bytes": rss, "clock_ns": clockNs(), "requests": repeats * wanted, "runs": o.Runs,
		"per_second": perSecond, "allocations": float64(after.Mallocs-before.Mallocs) / asked,
		"allocated_bytes": float64(after.TotalAlloc-before.TotalAlloc) / asked}, decisions, latencies)
}
