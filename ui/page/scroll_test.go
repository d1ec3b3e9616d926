package page_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/ui/page"
	"yorisoi/ui/widget"
)

// listIn finds what scrolls and takes keys in the list of cases.
func listIn(o fyne.CanvasObject) (body interface {
	fyne.Scrollable
	fyne.Focusable
}) {
	walk(o, false, func(o fyne.CanvasObject) {
		list, ok := o.(*widget.List)
		if !ok {
			return
		}
		walk(list, false, func(o fyne.CanvasObject) {
			if b, ok := o.(interface {
				fyne.Scrollable
				fyne.Focusable
			}); ok {
				body = b
			}
		})
	})
	return body
}

// screens are how many screens one round of the benchmark scrolls.
const screens = 20

// round is how long the steps of using the list take.
type round struct{ opening, scrolling, jumping time.Duration }

func (r *round) add(o round) {
	r.opening += o.opening
	r.scrolling += o.scrolling
	r.jumping += o.jumping
}

// scrollThrough opens the list, scrolls down some screens, and goes to the end and back,
// waiting for the rows each time.
func (d *desk) scrollThrough(last string) (r round) {
	d.t.Helper()
	began := time.Now()
	lap := func() time.Duration {
		now := time.Now()
		defer func() { began = now }()
		return now.Sub(began)
	}
	c := page.NewCases(d.deps)
	defer c.Close()
	d.show(c)
	wait := func(text string) {
		if !d.queue.Until(20*time.Second, func() bool { return shows(c.Content(), text) }) {
			d.t.Fatalf("waited in vain for %s", text)
		}
	}
	wait("家00000 家")
	r.opening = lap()
	body := listIn(c.Content())
	if body == nil {
		d.t.Fatal("there is no list")
	}
	lap()
	for range screens {
		body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -300}})
		d.queue.Run()
	}
	r.scrolling = lap()
	body.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	wait(last)
	body.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	wait("家00000 家")
	r.jumping = lap()
	return r
}

func TestListScrollsToItsEndAndBack(t *testing.T) {
	d := newDesk(t).found()
	d.fill(450)
	d.scrollThrough("家00449 家")
}

// BenchmarkCaseListScrolls uses a list of 30,000 families beside one of 300:
// time a screen, and how many times as long the large one takes.
func BenchmarkCaseListScrolls(b *testing.B) {
	small, large := newDesk(b).found(), newDesk(b).found()
	small.fill(300)
	large.fill(30_000)
	small.scrollThrough("家00299 家")
	large.scrollThrough("家29999 家")
	var few, many round
	for b.Loop() {
		few.add(small.scrollThrough("家00299 家"))
		many.add(large.scrollThrough("家29999 家"))
	}
	n := float64(b.N)
	b.ReportMetric(float64(many.opening)/n, "ns/open")
	b.ReportMetric(float64(many.scrolling)/n/screens, "ns/screen")
	b.ReportMetric(float64(many.jumping)/n, "ns/jump")
	b.ReportMetric(float64(many.opening)/float64(few.opening), "ratio-open")
	b.ReportMetric(float64(many.scrolling)/float64(few.scrolling), "ratio-screen")
	b.ReportMetric(float64(many.jumping)/float64(few.jumping), "ratio-jump")
}
