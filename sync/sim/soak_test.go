package sim_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// reportTo makes this test's program run its seeds for another one, which
// reads a line of JSON for each.
const reportTo = "YORISOI_SIM_REPORT"

// TestSoak runs YORISOI_SIM_SEEDS seeds from YORISOI_SIM_FIRST on, in
// YORISOI_SIM_WORKERS processes or as many as there are processors, and tells
// the figures.
func TestSoak(t *testing.T) {
	if os.Getenv("YORISOI_SIM_SOAK") == "" {
		t.Skip("make soak SEEDS=n FIRST=k runs it")
	}
	first, n := number("YORISOI_SIM_FIRST", 1), number("YORISOI_SIM_SEEDS", 100)
	processes := min(number("YORISOI_SIM_WORKERS", uint64(runtime.NumCPU())), n)
	results := make(chan result)
	var all sync.WaitGroup
	for p := range processes {
		all.Go(func() {
			if err := shareOf(first+p, (n-p+processes-1)/processes, processes, results); err != nil {
				t.Errorf("process %d: %v", p, err)
			}
		})
	}
	go func() { all.Wait(); close(results) }()
	gather(t, n, results)
}

// shareOf runs every step-th seed in a process of its own. One thing happens
// at a time in it: a second processor would only make goroutines wait for each
// other, and there is memory for fewer collections.
func shareOf(first, n, step uint64, results chan<- result) error {
	cmd := exec.Command(os.Args[0], "-test.run=^TestShare$", "-test.timeout=0")
	cmd.Env = append(os.Environ(), reportTo+"=1", fmt.Sprintf("YORISOI_SIM_FIRST=%d", first),
		fmt.Sprintf("YORISOI_SIM_SEEDS=%d", n), fmt.Sprintf("YORISOI_SIM_STEP=%d", step), "GOMAXPROCS=1", "GOGC=400")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines, other := bufio.NewScanner(out), &strings.Builder{}
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r result
		if json.Unmarshal(lines.Bytes(), &r) == nil {
			results <- r
		} else {
			fmt.Fprintln(other, lines.Text())
		}
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("%w\n%s", err, other)
	}
	return nil
}

// TestShare is what such a process runs.
func TestShare(t *testing.T) {
	if os.Getenv(reportTo) == "" {
		t.Skip("it is a part of TestSoak")
	}
	first, n, step := number("YORISOI_SIM_FIRST", 1), number("YORISOI_SIM_SEEDS", 1), number("YORISOI_SIM_STEP", 1)
	for i := range n {
		t.Run(fmt.Sprint(first+i*step), func(t *testing.T) {
			line, err := json.Marshal(run(t, first+i*step, whole(), -1))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println(string(line))
		})
	}
}

// gather counts the results as they come and tells the figures at the end.
func gather(t *testing.T, n uint64, results <-chan result) {
	began, told := time.Now(), time.Now()
	var sum figures
	done, failed := 0, 0
	for r := range results {
		done++
		sum.add(r.Figures)
		if r.Failure != "" {
			failed++
			r.fail(t)
			fmt.Printf("seed %d failed: %s\n", r.Seed, r.Failure)
		}
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			fmt.Printf("%d of %d seeds, %d failed, %.2f s a seed\n", done, n, failed, time.Since(began).Seconds()/float64(done))
		}
	}
	if uint64(done) != n {
		t.Errorf("%d of %d seeds were run", done, n)
	}
	sum.tell(os.Stdout)
	fmt.Printf("%s in all, %d failed\n", time.Since(began).Round(time.Second), failed)
}

// tell writes the figures in words.
func (f figures) tell(w io.Writer) {
	fmt.Fprintf(w, "%d seeds with %d stations: %d steps over %.0f virtual days\n", f.Seeds, f.Stations, f.Steps, f.Days)
	fmt.Fprintf(w, "%d deeds, %d saves, %d rounds, %d fields in conflict at the end\n", f.Deeds, f.Saves, f.Rounds, f.Conflicts)
	fmt.Fprintf(w, "%d requests troubled, %d of them cut in the middle, %d partitions, %d writes without room\n", f.Troubles, f.Cuts, f.Partitions, f.Full)
	fmt.Fprintf(w, "%d crashes of stations, %d of the center, %d stations set back, %d centers restored\n", f.Crashes, f.CenterCrashes, f.SetBacks, f.CenterRestores)
	fmt.Fprintf(w, "%d scopes set, %d times checked out, %d people or stations removed, %d held changes taken in, %d papers attached\n", f.Scopes, f.Carries, f.Removals, f.Adopted, f.Papers)
	fmt.Fprintf(w, "%d seeds with walls: %d times restricted, %d lifted, %d entries of the audit\n", f.Walled, f.Walls, f.Lifts, f.Notes)
	fmt.Fprintf(w, "%d saves whose only copy was destroyed, %d that wait for a decision\n", f.Exempt, f.Held)
}
