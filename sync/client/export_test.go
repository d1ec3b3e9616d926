package client

// HearWhileReceiving has the engine hear a notice while its store receives, and
// returns when it has taken note of it.
func HearWhileReceiving(e *Engine) {
	s := e.newSession()
	defer s.link.close()
	s.cursorMu.Lock()
	defer s.cursorMu.Unlock()
	s.noticed(1)
}
