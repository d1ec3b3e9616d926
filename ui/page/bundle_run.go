package page

import (
	"context"
	"errors"

	"yorisoi/sync/client/bundle"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// bundleRun is a file that is being written or taken in: a bar over the page
// and a button that stops it.
type bundleRun struct {
	h      *handOver
	title  string
	bar    *widget.Progress
	hide   func()
	cancel context.CancelCauseFunc
	ctx    context.Context
}

// errStopped is why a run ends that the person stopped.
var errStopped = errors.New("stopped by the person")

func (h *handOver) begin(title string) *bundleRun {
	r := &bundleRun{h: h, title: title, bar: widget.NewProgress(title, present.T("bundle.stop"))}
	r.ctx, r.cancel = context.WithCancelCause(h.owner.Context())
	r.bar.OnCancel = func() { r.cancel(errStopped) }
	r.hide = ShowOverlay(h.Nav.Window(), 76, widget.Rows(1.5, widget.NewText(title, widget.Title), r.bar))
	return r
}

// within makes work end with the run.
func (r *bundleRun) within(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	after := context.AfterFunc(r.ctx, cancel)
	return ctx, func() {
		after()
		cancel()
	}
}

// tell shows how far the work is; it is called off the screen.
func (r *bundleRun) tell(p bundle.Progress) {
	r.h.owner.Show(func() {
		part := float64(0)
		if p.Total > 0 {
			part = float64(p.Done) / float64(p.Total)
		}
		r.bar.Set(part, present.T("bundle.so_far", p.Changes, p.Blobs), present.T("bundle.percent", int(part*100)))
	})
}

// end takes the bar away and reports whether the person ended the work.
func (r *bundleRun) end(err error) (stopped bool) {
	r.hide()
	stopped = errors.Is(err, context.Canceled) && errors.Is(context.Cause(r.ctx), errStopped)
	r.cancel(nil)
	return stopped
}
