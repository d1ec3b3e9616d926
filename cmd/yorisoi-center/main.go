// Command yorisoi-center keeps the center that a city's stations reconcile
// with: it makes one, serves it, makes enrolment codes, backs it up, checks
// it and shows its state.
//
// Terms: DIR is a center's folder. A code is what a person types or scans on
// a new station. A backup is one file, from which a center can be made again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

const usage = `使い方 / usage:
  yorisoi-center init    DIR --address HOST:PORT [--database postgres://…]
                         センターをつくる / make a center
  yorisoi-center serve   DIR [--listen ADDR] [--ops 127.0.0.1:9090] [--log text|json]
                         [--verbose] [--connections N] [--per-address N]
                         センターを動かす / serve it
  yorisoi-center invite  DIR [--expires 72h] [--png FILE] [--address HOST:PORT]
                         端末を登録するコードをつくる / make a code for a station
  yorisoi-center revoke  DIR STATION [--reason TEXT]
                         端末をしめ出す / shut a station out
  yorisoi-center backup  DIR --out FILE|FOLDER [--keep N] [--passphrase-file FILE]
                         動かしたまま控えをとる / back up while serving
  yorisoi-center restore DIR --from FILE [--address HOST:PORT] [--database postgres://…]
                         [--passphrase-file FILE]
                         控えから戻す / make the center again from a backup
  yorisoi-center verify  DIR|FILE [--passphrase-file FILE]
                         センターか控えを調べる / check a center or a backup
  yorisoi-center status  DIR
                         センターの状態を見る / show its state
  yorisoi-center compact DIR
                         ディスクの空きを増やす / give back room on the disk

DIR はセンターのフォルダです。鍵と、暗号化されたままの記録が入ります。
終了コード: 0 できた、1 できなかった・verify が異常を見つけた、2 使い方が違う。
DIR is the center's folder: its keys, and records that stay sealed.
Exit status: 0 done; 1 failed, or verify found something wrong; 2 wrong usage.
`

// errUsage is returned for arguments that no command takes.
var errUsage = errors.New("使い方が違います / wrong usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// command is one of the program's verbs.
type command func(ctx context.Context, args []string, stdout, stderr io.Writer) error

var commands = map[string]command{
	"init": initCenter, "serve": serve, "invite": invite, "revoke": revoke, "backup": backup,
	"restore": restore, "verify": verify, "status": status, "compact": compact,
}

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
	named, err := parseArgs(flags, args, "DIR")
	if err != nil {
		return "", err
	}
	return named[0], nil
}

// parseArgs reads flags before, between and after the arguments that a
// command takes.
func parseArgs(flags *flag.FlagSet, args []string, names ...string) ([]string, error) {
	flags.SetOutput(io.Discard)
	var rest []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, fmt.Errorf("%w: %w", errUsage, err)
		}
		if args = flags.Args(); len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	if len(rest) != len(names) || strings.TrimSpace(strings.Join(rest, "")) == "" {
		return nil, fmt.Errorf("%w: %s %s", errUsage, flags.Name(), strings.Join(names, " "))
	}
	for i, value := range rest {
		if value == "" {
			return nil, fmt.Errorf("%w: %s: %s", errUsage, flags.Name(), names[i])
		}
	}
	return rest, nil
}
