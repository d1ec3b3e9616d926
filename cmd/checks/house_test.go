package checks_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// trackedFiles are the files that git knows or would add.
func trackedFiles(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-co", "--exclude-standard")
	cmd.Dir = top(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("list files: %v", err)
	}
	return strings.Fields(string(out))
}

func TestTopLevel(t *testing.T) {
	fixed := []string{"cmd", "ui", "store", "sync", "assets", "go.mod", "go.sum", "FyneApp.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md"}
	for _, path := range trackedFiles(t) {
		first, _, _ := strings.Cut(path, "/")
		if !slices.Contains(fixed, first) && !strings.HasPrefix(first, ".") {
			t.Errorf("%s does not belong at the top level", first)
		}
	}
}

// maxLines is the length above which a file has two subjects in it.
const maxLines = 450

func TestFilesHaveOneSubject(t *testing.T) {
	for _, path := range trackedFiles(t) {
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(top(t), path))
		if os.IsNotExist(err) {
			continue // deleted, not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(raw, []byte("\n")); n > maxLines {
			t.Errorf("%s has %d lines, over %d", path, n, maxLines)
		}
	}
}

func TestOneDoorToTheScreen(t *testing.T) {
	for _, path := range trackedFiles(t) {
		if !strings.HasSuffix(path, ".go") || strings.HasPrefix(path, "cmd/checks/") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(top(t), path))
		if err != nil {
			continue
		}
		if bytes.Contains(raw, []byte("fyne.DoAndWait(")) {
			t.Errorf("%s calls fyne.DoAndWait, which never returns on the main goroutine", path)
		}
		if bytes.Contains(raw, []byte("fyne.Do(")) && !strings.HasPrefix(path, "ui/async/") {
			t.Errorf("%s calls fyne.Do; ui/async is the only door to the drawing goroutine", path)
		}
	}
}
