package tour

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Station is a process with a window, as the tour sees it.
type Station struct {
	name    string // in Japanese, for the transcript
	tour    *Tour
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *bufio.Scanner
	log     *os.File
}

// startStation opens the window of the station in a folder.
func (t *Tour) startStation(name, dir string) (*Station, error) {
	s := &Station{name: name, tour: t}
	s.cmd = exec.Command(t.c.Program, "tour", "-station", filepath.Join(t.dir, dir))
	// Its own place for settings, so that the tour changes nobody's.
	s.cmd.Env = append(os.Environ(), "LANG=ja_JP.UTF-8", "XDG_CONFIG_HOME="+filepath.Join(t.dir, dir+"-settings"), "HOME="+t.home(dir))
	err := os.MkdirAll(t.home(dir), 0o700)
	if err != nil {
		return nil, fmt.Errorf("start station %s: %w", name, err)
	}
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start station %s: %w", name, err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start station %s: %w", name, err)
	}
	if s.log, err = os.OpenFile(filepath.Join(t.dir, dir+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("start station %s: %w", name, err)
	}
	s.cmd.Stderr = s.log
	s.answers = bufio.NewScanner(out)
	s.answers.Buffer(make([]byte, 0, 1<<16), 1<<22)
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start station %s: %w", name, err)
	}
	t.stations = append(t.stations, s)
	return s, nil
}

// do sends one deed and waits for the answer.
func (s *Station) do(d Deed) (Answer, error) {
	line, err := json.Marshal(d)
	if err != nil {
		return Answer{}, fmt.Errorf("send deed: %w", err)
	}
	if _, err := s.in.Write(append(line, '\n')); err != nil {
		return Answer{}, fmt.Errorf("send deed: %w", err)
	}
	if !s.answers.Scan() {
		return Answer{}, fmt.Errorf("%s: the window is gone", s.name)
	}
	var a Answer
	if err := json.Unmarshal(s.answers.Bytes(), &a); err != nil {
		return Answer{}, fmt.Errorf("read answer: %w", err)
	}
	if !a.OK {
		return a, fmt.Errorf("%s: %s %q: %s\n  見えていたもの: %s", s.name, d.Do, d.Text, a.Err, strings.Join(a.Seen, " | "))
	}
	return a, nil
}

// kill ends the process at once, as pulling the battery would.
func (s *Station) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.forget()
}

// quit closes the window and waits for the process.
func (s *Station) quit() error {
	_ = s.in.Close()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		s.forget()
		return err
	case <-time.After(15 * time.Second):
		s.kill()
		return fmt.Errorf("close %s: it did not end", s.name)
	}
}

func (s *Station) forget() {
	_ = s.log.Close()
	for i, other := range s.tour.stations {
		if other == s {
			s.tour.stations = append(s.tour.stations[:i], s.tour.stations[i+1:]...)
			return
		}
	}
}
