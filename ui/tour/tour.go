package tour

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config says what the tour runs and where it writes.
type Config struct {
	Program string // the desktop program
	Center  string // the center's program
	Out     string // folder of the pictures and the transcript
	Only    string // tell only the chapters of this part; "" is the whole story
}

// Tour is one run.
type Tour struct {
	c          Config
	dir        string // of the machines, thrown away
	center     *Center
	stations   []*Station
	transcript *os.File
	shots      int
	step       string
	failed     error
	began      time.Time
}

// Run tells the story. It returns the error of the first step that failed.
func Run(ctx context.Context, c Config) error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("make folder for the pictures: %w", err)
	}
	if err := cleanOut(c.Out); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "yorisoi-tour-")
	if err != nil {
		return fmt.Errorf("make folder for the machines: %w", err)
	}
	defer os.RemoveAll(dir)
	t := &Tour{c: c, dir: dir, began: time.Now()}
	if t.transcript, err = os.Create(filepath.Join(c.Out, "transcript.txt")); err != nil {
		return fmt.Errorf("make transcript: %w", err)
	}
	defer t.transcript.Close()
	defer t.end()
	for _, chapter := range story {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if c.Only != "" && chapter.part != c.Only {
			continue
		}
		t.heading(chapter.title)
		chapter.tell(ctx, t)
		if t.failed != nil {
			t.line("失敗: " + t.failed.Error())
			t.keepLogs()
			return fmt.Errorf("step %q: %w", t.step, t.failed)
		}
	}
	t.line(fmt.Sprintf("おわり。画面 %d枚、%d秒。", t.shots, int(time.Since(t.began).Seconds())))
	return nil
}

// cleanOut takes away the pictures of the tour before.
func cleanOut(dir string) error {
	old, err := filepath.Glob(filepath.Join(dir, "[0-9][0-9]-*.png"))
	if err != nil {
		return fmt.Errorf("find old pictures: %w", err)
	}
	for _, path := range append(old, filepath.Join(dir, "failed.png")) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove old picture: %w", err)
		}
	}
	return nil
}

// end leaves no process behind.
func (t *Tour) end() {
	for len(t.stations) > 0 {
		t.stations[0].kill()
	}
	if t.center != nil {
		_ = t.center.stop()
		_ = t.center.log.Close()
	}
}

// keepLogs puts what the processes said beside the transcript.
func (t *Tour) keepLogs() {
	logs, _ := filepath.Glob(filepath.Join(t.dir, "*.log"))
	for _, path := range logs {
		if data, err := os.ReadFile(path); err == nil && len(data) > 0 {
			t.line("--- " + filepath.Base(path))
			t.line(lastLines(string(data), 30))
		}
	}
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(len(lines)-n, 0):], "\n")
}

func (t *Tour) heading(title string) { t.line("\n■ " + title) }

func (t *Tour) line(s string) {
	fmt.Fprintln(t.transcript, s)
	fmt.Println(s)
}

// say writes a step that needs no window.
func (t *Tour) say(what string) { t.line("  " + what) }

// try does something outside of the windows.
func (t *Tour) try(what string, f func() error) {
	if t.failed != nil {
		return
	}
	t.step = what
	t.say(what)
	t.failed = f()
}

// at does deeds at a station as one step.
func (t *Tour) at(s *Station, what string, deeds ...Deed) {
	if t.failed != nil {
		return
	}
	t.step = what
	t.say(s.name + "　" + what)
	for _, d := range deeds {
		if _, err := s.do(d); err != nil {
			t.failed = err
			_, _ = s.do(Deed{Do: "shot", Path: filepath.Join(t.c.Out, "failed.png")})
			return
		}
	}
}

// shot takes a picture of a station's window.
func (t *Tour) shot(s *Station, name string) {
	if t.failed != nil {
		return
	}
	t.shots++
	file := fmt.Sprintf("%02d-%s.png", t.shots, name)
	t.say("　　画面 " + file)
	if _, err := s.do(Deed{Do: "shot", Path: filepath.Join(t.c.Out, file)}); err != nil {
		t.failed = err
	}
}

// read returns a text that a station shows.
func (t *Tour) read(s *Station, text string) string {
	if t.failed != nil {
		return ""
	}
	a, err := s.do(Deed{Do: "read", Text: text})
	if err != nil {
		t.failed = err
	}
	return a.Text
}
