package sealed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

const (
	markPlace = headerSize // of the first copy in the database file
	markCopy  = 2048       // from one copy to the next
	markSize  = 88
)

type logSalt = [16]byte

// mark says, in the database file, which log belongs to the database. Without
// it a log of another day that lies beside the database would be played back
// into it: every page of the result would be authentic, and the whole wrong.
type mark struct {
	sequence uint64
	current  logSalt // the log that has frames; zero when there is none
	next     logSalt // a log whose header is being written; zero when none is
	// relied is how many transactions of the current log a checkpoint has
	// begun to move into the database, which is not whole without them. Where
	// there is no current log, next is one that was given up, and may be there
	// with so many transactions or not at all.
	relied uint32
}

func (m mark) encode(key []byte) []byte {
	b := make([]byte, 0, markSize)
	b = binary.BigEndian.AppendUint64(b, m.sequence)
	b = append(b, m.current[:]...)
	b = append(b, m.next[:]...)
	b = binary.BigEndian.AppendUint32(b, m.relied)
	b = append(b, make([]byte, 12)...)
	h := hmac.New(sha256.New, key)
	h.Write(b)
	return h.Sum(b)
}

func parseMark(b, key []byte) (mark, bool) {
	m := mark{
		sequence: binary.BigEndian.Uint64(b),
		current:  logSalt(b[8:24]),
		next:     logSalt(b[24:40]),
		relied:   binary.BigEndian.Uint32(b[40:]),
	}
	return m, hmac.Equal(b[:markSize], m.encode(key))
}

// parseMarks returns the newer whole copy, and which one that is.
func parseMarks(block, key []byte) (m mark, copy int, err error) {
	a, okA := parseMark(block, key)
	b, okB := parseMark(block[markCopy:], key)
	switch {
	case okA && (!okB || a.sequence >= b.sequence):
		return a, 0, nil
	case okB:
		return b, 1, nil
	}
	return mark{}, 0, fmt.Errorf("read log mark: %w", ErrDamaged)
}

// marks keeps the mark of an open store; the store's logMu guards it.
type marks struct {
	mark
	file groundFile
	key  []byte
	// announced: next was drawn here, is durable, and no header that was
	// written whole has it yet.
	announced bool
	// durable is the copy that a power loss leaves, and last the one that was
	// written last. settled: durable is known.
	durable, last int
	settled       bool
}

func openMarks(g ground, path string, key []byte, w *wear) (*marks, error) {
	f, err := g.openFile(path, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	block := make([]byte, pageSize)
	if _, err = f.ReadAt(block, markPlace); err == nil {
		var m mark
		var copy int
		if m, copy, err = parseMarks(block, key); err == nil {
			err = w.read(block)
		}
		if err == nil {
			w.file = f
			return &marks{mark: m, file: f, key: key, durable: copy, last: copy}, nil
		}
	}
	f.Close()
	return nil, err
}

// put writes the mark over the copy that is not known to be durable, so that a
// write that fails, or is torn, leaves the other. A durable mark is synced, and
// then both copies have it; any other only has to be there before what is
// written after it by the same process.
func (m *marks) put(to mark, durable bool) error {
	if err := m.settle(); err != nil {
		return err
	}
	to.sequence = m.sequence + 1
	m.announced = m.announced && to.next == m.next
	b := to.encode(m.key)
	if err := m.write(1-m.durable, b); err != nil {
		return err
	}
	if !durable {
		m.mark = to
		return nil
	}
	if err := m.file.Sync(); err != nil {
		m.last = m.durable // what was written may never be there
		return fmt.Errorf("sync log mark: %w", err)
	}
	m.mark = to
	m.synced()
	return m.write(1-m.durable, b)
}

func (m *marks) write(copy int, b []byte) error {
	if _, err := m.file.WriteAt(b, markPlace+int64(copy)*markCopy); err != nil {
		return fmt.Errorf("write log mark: %w", err)
	}
	m.last = copy
	return nil
}

// settle makes what was found at opening durable before it is written over.
func (m *marks) settle() error {
	if m.settled {
		return nil
	}
	if err := m.file.Sync(); err != nil {
		return fmt.Errorf("sync log mark: %w", err)
	}
	m.settled = true
	return nil
}

// synced is told that the file has been.
func (m *marks) synced() { m.durable = m.last }

// announce sees to it, before a log's header is written, that the file says
// with which salt it may appear. found is the log that is there, if any.
func (m *marks) announce(found *generation, random io.Reader) error {
	if m.announced {
		return nil
	}
	if err := m.draw(found, random, true); err != nil {
		return err
	}
	m.announced = true
	return nil
}

// draw writes the salt of the log to come. A log that was to come and is there
// now stays allowed.
func (m *marks) draw(found *generation, random io.Reader, durable bool) error {
	to := m.mark
	there := found != nil && found.salt == m.next
	if there != (m.current == logSalt{}) {
		to.relied = 0 // it was said of the log before, or of one that is gone
	}
	if there {
		to.current = m.next
	}
	if _, err := io.ReadFull(random, to.next[:]); err != nil {
		return fmt.Errorf("draw log salt: %w", err)
	}
	return m.put(to, durable)
}

// adopt says, before the first frame is written to a log, that it is the log.
func (m *marks) adopt(log logSalt) error {
	if m.current == log {
		return nil
	}
	to := mark{current: log}
	if m.current == (logSalt{}) && m.next == log {
		to.relied = m.relied // a log that was given up and is there still
	}
	return m.put(to, false)
}

// rely says, before a checkpoint writes a page, how many transactions the
// database will have parts of.
func (m *marks) rely(synced uint32) error {
	if m.relied == synced {
		return nil
	}
	return m.put(mark{current: m.current, next: m.next, relied: synced}, false)
}

// retire says, before a log is removed or emptied, that all of it is in the
// database. A power loss may bring that log back, all of it; found is it.
func (m *marks) retire(found *generation, synced uint32) error {
	to := mark{}
	switch {
	case found != nil:
		to.next, to.relied = found.salt, synced
	case m.mayReturn():
		return nil
	}
	if m.current == to.current && m.next == to.next && m.relied == to.relied {
		return nil
	}
	return m.put(to, true)
}

// mayReturn says that a power loss may bring a log back that was given up.
func (m *marks) mayReturn() bool {
	return m.current == (logSalt{}) && m.next != (logSalt{}) && !m.announced
}

// expects says whether a log may be the one of this database.
func (m *marks) expects(log logSalt) bool {
	return log != (logSalt{}) && (log == m.current || log == m.next)
}
