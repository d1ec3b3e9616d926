// Command yorisoi is the desktop program of a こども家庭センター: it opens the
// window of one station.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"fyne.io/fyne/v2/app"

	"yorisoi/store/protect"
	"yorisoi/ui"
	"yorisoi/ui/present"
)

// version is set when a release is built.
var version = "0.1.0-dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	if len(args) > 0 && args[0] == "tour" {
		return runTour(ctx, args[1:])
	}
	o, err := parse(args, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 2
	case o.version:
		fmt.Println("yorisoi", version)
		return 0
	}
	if err := open(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// options are the flags of the window.
type options struct {
	dir     string
	lang    string
	version bool
	verbose bool
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("yorisoi", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.dir, "dir", "", "端末のフォルダ / folder of the station (default: the system's place for settings)")
	flags.StringVar(&o.lang, "lang", "", "ことば / language: ja, en (default: as chosen in the settings)")
	flags.BoolVar(&o.version, "version", false, "版を表示 / print the version")
	flags.BoolVar(&o.verbose, "log", false, "経過を標準エラーに出す / log to standard error")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("read arguments: unknown %q", flags.Arg(0))
	}
	if o.dir == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			return o, fmt.Errorf("find folder for the station: %w", err)
		}
		o.dir = filepath.Join(base, "yorisoi")
	}
	return o, nil
}

// open shows the window until it is closed.
func open(ctx context.Context, o options) error {
	log := slog.New(slog.DiscardHandler)
	if o.verbose {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	program, err := ui.New(ctx, ui.Config{
		App: app.NewWithID(ui.ID), Dir: o.dir, Lang: present.Language(o.lang),
		Version: version, Log: log, Demo: openDemo, Keeper: protect.System(),
	})
	if err != nil {
		return err
	}
	program.Run()
	return nil
}
