package sim_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"yorisoi/assets"
	"yorisoi/store/form"
)

// scratch is where all folders of this process lie.
var scratch string

func TestMain(m *testing.M) { os.Exit(withScratch(m.Run)) }

// withScratch works in memory where there is a file system of that kind: a
// seed writes its files many times over.
func withScratch(run func() int) int {
	parent := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	dir, err := os.MkdirTemp(parent, "yorisoi-sim-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	scratch = dir
	defer os.RemoveAll(dir)
	return run()
}

var library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })
