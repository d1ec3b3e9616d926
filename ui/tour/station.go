package tour

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"fyne.io/fyne/v2"

	"yorisoi/ui/async"
)

// Serve takes deeds from in, one line each, does them in the window and
// answers on out, until in ends. It is the other end of a Station.
func Serve(ctx context.Context, win fyne.Window, in io.Reader, out io.Writer) error {
	h := &hand{win: win, screen: async.Fyne{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 1<<16), 1<<22)
	answers := json.NewEncoder(out)
	for lines.Scan() && ctx.Err() == nil {
		var d Deed
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return fmt.Errorf("read deed: %w", err)
		}
		if err := answers.Encode(h.perform(d)); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return lines.Err()
}
