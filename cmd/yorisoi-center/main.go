// Command yorisoi-center keeps the center that a city's stations reconcile
// with: it makes one, serves it, makes enrolment codes and shows its state.
//
// Terms: DIR is a center's folder. A code is what a person types or scans on
// a new station.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `使い方:
  yorisoi-center init   DIR --address HOST:PORT    センターをつくる
  yorisoi-center serve  DIR [--listen ADDR]        センターを動かす
  yorisoi-center invite DIR [--expires 72h] [--png FILE] [--address HOST:PORT]
                                                   端末を登録するコードをつくる
  yorisoi-center status DIR                        センターの状態を見る

DIR はセンターのフォルダです。鍵と、暗号化されたままの記録が入ります。
`

// errUsage is returned for arguments that no command takes.
var errUsage = errors.New("使い方が違います")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// command is one of the program's verbs.
type command func(ctx context.Context, args []string, stdout, stderr io.Writer) error

var commands = map[string]command{"init": initCenter, "serve": serve, "invite": invite, "status": status}

// run does what args say and returns the exit status: 0, 1 when it failed,
// 2 when it was called wrongly.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 1 && (args[0] == "help" || args[0] == "-h" || args[0] == "--help") {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		return 2
	}
	err := commands[args[0]](ctx, args[1:], stdout, stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "%v\n\n%s", err, usage)
		return 2
	}
	fmt.Fprintf(stderr, "%s\n", explain(err))
	return 1
}

// parse reads flags before and after the one argument, DIR.
func parse(flags *flag.FlagSet, args []string) (dir string, err error) {
	flags.SetOutput(io.Discard)
	var rest []string
	for {
		if err := flags.Parse(args); err != nil {
			return "", fmt.Errorf("%w: %w", errUsage, err)
		}
		if args = flags.Args(); len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	if len(rest) != 1 || rest[0] == "" {
		return "", fmt.Errorf("%w: %s は DIR をひとつ取ります", errUsage, flags.Name())
	}
	return rest[0], nil
}
