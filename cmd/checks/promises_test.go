package checks_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	promised = regexp.MustCompile("`(?:[a-z]+\\.)?((?:Test|Fuzz|Benchmark)[A-Z]\\w*)(?:/[^`\\s]+)?`")
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
)

// TestPromisesNameTests holds the documents to the tests that they name as
// showing what they promise: each is there, under that name.
func TestPromisesNameTests(t *testing.T) {
	there, documents := map[string]bool{}, map[string]string{}
	for _, path := range trackedFiles(t) {
		if !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".md") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(top(t), path))
		if err != nil {
			continue // deleted, not committed yet
		}
		if strings.HasSuffix(path, ".md") {
			documents[path] = string(b)
		}
		for _, m := range declared.FindAllSubmatch(b, -1) {
			there[string(m[1])] = true
		}
	}
	named := 0
	for path, text := range documents {
		for _, m := range promised.FindAllStringSubmatch(text, -1) {
			if named++; !there[m[1]] {
				t.Errorf("%s names %s, which is nowhere", path, m[1])
			}
		}
	}
	if named == 0 {
		t.Error("no document names a test")
	}
}
