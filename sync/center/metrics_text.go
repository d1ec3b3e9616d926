package center

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// textType is the media type of the text format of Prometheus, version 0.0.4,
// which metrics are written in: a line with the help and the kind of a name,
// then its values by their labels.
const textType = "text/plain; version=0.0.4; charset=utf-8"

// metric is a counter or a gauge, by the values of its labels.
type metric struct {
	name, kind, help string
	labels           []string

	mu     sync.Mutex
	values map[string]float64 // by the labels as they are written
}

func counter(name, help string, labels ...string) *metric {
	return &metric{name: name, kind: "counter", help: help, labels: labels, values: map[string]float64{}}
}

func gauge(name, help string, labels ...string) *metric {
	return &metric{name: name, kind: "gauge", help: help, labels: labels, values: map[string]float64{}}
}

func (m *metric) add(n float64, values ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[labelled(m.labels, values)] += n
}

func (m *metric) inc(values ...string) { m.add(1, values...) }

// write writes the metric. One without labels is written from the beginning,
// for a rate cannot be taken of what is not there yet.
func (m *metric) write(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.labels) == 0 && len(m.values) == 0 {
		m.values[""] = 0
	}
	writeHead(w, m.name, m.kind, m.help)
	for _, labels := range slices.Sorted(maps.Keys(m.values)) {
		fmt.Fprintf(w, "%s%s %s\n", m.name, labels, number(m.values[labels]))
	}
}

// seconds are the steps of histograms: from a fast answer to a full minute.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// histogram counts durations in steps, by the values of its labels.
type histogram struct {
	name, help string
	labels     []string

	mu     sync.Mutex
	series map[string]*durations
}

type durations struct {
	values []string
	counts [16]uint64 // up to each of seconds, and beyond
	sum    float64
}

func newHistogram(name, help string, labels ...string) *histogram {
	return &histogram{name: name, help: help, labels: labels, series: map[string]*durations{}}
}

func (h *histogram) observe(took float64, values ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := labelled(h.labels, values)
	d := h.series[key]
	if d == nil {
		d = &durations{values: slices.Clone(values)}
		h.series[key] = d
	}
	step, _ := slices.BinarySearch(seconds, took)
	d.counts[step]++
	d.sum += took
}

func (h *histogram) write(w io.Writer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	writeHead(w, h.name, "histogram", h.help)
	for _, key := range slices.Sorted(maps.Keys(h.series)) {
		d, total := h.series[key], uint64(0)
		for i, n := range d.counts {
			total += n
			end := "+Inf"
			if i < len(seconds) {
				end = number(seconds[i])
			}
			steps := labelled(append(slices.Clone(h.labels), "le"), append(slices.Clone(d.values), end))
			fmt.Fprintf(w, "%s_bucket%s %d\n", h.name, steps, total)
		}
		fmt.Fprintf(w, "%s_sum%s %s\n%s_count%s %d\n", h.name, key, number(d.sum), h.name, key, total)
	}
}

func writeHead(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// escape is what the format asks of a label's value.
var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// labelled writes labels and their values, empty when there are none.
func labelled(labels, values []string) string {
	if len(labels) != len(values) {
		panic(fmt.Sprintf("%d labels, %d values", len(labels), len(values)))
	}
	if len(labels) == 0 {
		return ""
	}
	parts := make([]string, len(labels))
	for i, name := range labels {
		parts[i] = fmt.Sprintf(`%s="%s"`, name, escape.Replace(values[i]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}
