package sim_test

import (
	"fmt"
	"net/http"

	"yorisoi/sync/wire"
)

// tap is a station's line to the center.
type tap struct {
	s  *sim
	st *station
}

// late is a request that the network delivers once more, later.
type late struct {
	*letter
	due int // the step from which it may come
}

// RoundTrip carries one request under all the trouble of a network.
func (w tap) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.st.dead {
		return nil, errCrashed
	}
	l, err := letterOf(r, w.st.image.leaf)
	if err != nil {
		return nil, err
	}
	if w.out() {
		return nil, unreachable()
	}
	if err := w.st.task.pause(r.Context()); err != nil {
		return nil, err
	}
	if w.out() {
		return nil, errReset
	}
	return w.carry(l, r)
}

func (w tap) out() bool { return w.st.cutOff || w.s.office.down() }

func (w tap) carry(l *letter, r *http.Request) (*http.Response, error) {
	s, trouble := w.s, w.s.trouble
	upTo := -1
	switch {
	case s.chance(trouble.dropRequest):
		return nil, w.note("request dropped", r, errReset)
	case s.chance(trouble.cutRequest) && len(l.body) > 0:
		upTo = s.rng.IntN(len(l.body))
		s.figures.Cuts++
	case s.chance(trouble.garbage):
		return s.stranger().response(r, -1), w.note("a stranger answers", r, nil)
	}
	if s.chance(trouble.repeat) {
		s.letters = append(s.letters, late{l, s.step + s.rng.IntN(20)})
	}
	a, err := s.office.answer(l, upTo)
	if err != nil || upTo >= 0 {
		return nil, w.note("request cut", r, errReset)
	}
	restores := s.figures.CenterRestores
	if err := w.st.task.pause(r.Context()); err != nil {
		return nil, err
	}
	switch {
	case s.figures.CenterRestores > restores: // that takes longer than any answer is on its way
		return nil, w.note("answer lost", r, errReset)
	case w.st.cutOff, s.chance(trouble.dropAnswer):
		return nil, w.note("answer dropped", r, errReset)
	case s.chance(trouble.cutAnswer) && len(a.body) > 0:
		s.figures.Cuts++
		return a.response(r, s.rng.IntN(len(a.body))), w.note("answer cut", r, nil)
	case s.chance(trouble.shortAnswer) && len(a.body) > 0:
		s.figures.Cuts++
		a.body = a.body[:s.rng.IntN(len(a.body))]
		return a.response(r, -1), w.note("answer short", r, nil)
	}
	return a.response(r, -1), nil
}

func (w tap) note(what string, r *http.Request, err error) error {
	w.s.figures.Troubles++
	w.s.tell("  net %d: %s: %s %s", w.st.index, what, r.Method, r.URL.Path)
	return err
}

// stranger is what answers in the center's place: the page of an inn's
// network, a proxy without a center behind it, noise.
func (s *sim) stranger() answer {
	page := func(status int, kind, body string) answer {
		return answer{status: status, header: http.Header{"Content-Type": {kind}}, body: []byte(body)}
	}
	switch s.rng.IntN(5) {
	case 0:
		return page(http.StatusOK, "text/html", "<html><body>ようこそ。ログインしてください。</body></html>")
	case 1:
		return page(http.StatusServiceUnavailable, "text/html", "<html>503</html>")
	case 2:
		return page(http.StatusBadGateway, "", "")
	case 3:
		return page(http.StatusOK, wire.ContentType, s.noise())
	}
	return page(http.StatusOK, wire.SequenceType, s.noise())
}

func (s *sim) noise() string {
	b := make([]byte, s.rng.IntN(200))
	for i := range b {
		b[i] = byte(s.rng.Uint32())
	}
	return string(b)
}

// deliverLate brings a request that the network kept, to whatever center is
// there now. Nobody waits for the answer.
func (s *sim) deliverLate() {
	for i, l := range s.letters {
		if l.due > s.step {
			continue
		}
		s.letters = append(s.letters[:i], s.letters[i+1:]...)
		if s.office.down() {
			return
		}
		a, err := s.office.answer(l.letter, -1)
		s.tell("late %s: %d %v", l.method, a.status, err)
		return
	}
}

// String names a letter in a trace.
func (l *letter) String() string { return fmt.Sprintf("%s %s", l.method, l.url) }
