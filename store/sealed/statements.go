package sealed

import (
	"database/sql/driver"
	"errors"
	"strings"
)

const (
	statementsKept  = 128  // of a connection
	statementLength = 4096 // of a text that is kept, in bytes
)

// statements are the idle compiled statements of one connection, the one that
// was used last in front. Like the connection, they are for one goroutine at a
// time, which database/sql sees to.
type statements struct {
	idle        map[string]*statement
	first, last *statement
}

// statement is compiled. The driver resets one that ends, so that one which did
// not fail is as good as new.
type statement struct {
	driver.Stmt
	query        string
	kept         bool // may be used again
	newer, elder *statement
}

// take hands out the idle statement of a text, nil if there is none.
func (s *statements) take(query string) *statement {
	st := s.idle[query]
	if st != nil {
		s.remove(st)
	}
	return st
}

// give puts a statement back, in front, and closes one that is too much.
func (s *statements) give(st *statement) error {
	if !st.kept || s.idle[st.query] != nil {
		return st.Close()
	}
	if s.idle == nil {
		s.idle = map[string]*statement{}
	}
	s.idle[st.query] = st
	st.elder = s.first
	if s.first != nil {
		s.first.newer = st
	} else {
		s.last = st
	}
	s.first = st
	if len(s.idle) <= statementsKept {
		return nil
	}
	old := s.last
	s.remove(old)
	return old.Close()
}

func (s *statements) remove(st *statement) {
	delete(s.idle, st.query)
	if st.newer != nil {
		st.newer.elder = st.elder
	} else {
		s.first = st.elder
	}
	if st.elder != nil {
		st.elder.newer = st.newer
	} else {
		s.last = st.newer
	}
	st.newer, st.elder = nil, nil
}

// close closes all that are idle.
func (s *statements) close() error {
	var errs []error
	for s.first != nil {
		st := s.first
		s.remove(st)
		errs = append(errs, st.Close())
	}
	return errors.Join(errs...)
}

// keepable says whether a statement may be run again as it was compiled: a
// single one that reads or writes rows. A PRAGMA may act while it is compiled,
// and the rest is run too seldom.
func keepable(query string) bool {
	if len(query) > statementLength {
		return false
	}
	query = strings.TrimSpace(query)
	if end := strings.IndexByte(query, ';'); end >= 0 && end < len(query)-1 {
		return false // several, or a sign in a text constant
	}
	for _, verb := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"} {
		if len(query) > len(verb) && strings.EqualFold(query[:len(verb)], verb) {
			return true
		}
	}
	return false
}
