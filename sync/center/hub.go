package center

import "sync"

// hub tells all streams of notices that the log has grown.
type hub struct {
	mu   sync.Mutex
	next chan struct{} // closed at the next advance
	head uint64
}

func (h *hub) init() { h.next = make(chan struct{}) }

// advance tells everybody of a new end of the log.
func (h *hub) advance(head uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if head <= h.head {
		return
	}
	h.head = head
	close(h.next)
	h.next = make(chan struct{})
}

// stir tells everybody to look, although the log has not grown: something has
// come into the hold box.
func (h *hub) stir() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.next)
	h.next = make(chan struct{})
}

// now returns the end of the log and what is closed when it moves.
func (h *hub) now() (head uint64, next <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.head, h.next
}
