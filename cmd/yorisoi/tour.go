package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2/app"

	"yorisoi/ui"
	"yorisoi/ui/present"
	"yorisoi/ui/tour"
)

// runTour tells the story in real windows, or is one of its stations.
func runTour(ctx context.Context, args []string) int {
	flags := flag.NewFlagSet("yorisoi tour", flag.ContinueOnError)
	out := flags.String("out", "", "画面と記録を書き出すフォルダ / folder for pictures and transcript")
	center := flags.String("center", "", "yorisoi-center の場所 / path of yorisoi-center (default: beside this program)")
	only := flags.String("only", "", "visit か city だけ / only the part visit or city")
	station := flags.String("station", "", "ツアー自身が使う / used by the tour itself: the folder of one of its stations")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	var err error
	switch {
	case *station != "":
		err = serveStation(ctx, *station)
	case *out == "":
		fmt.Fprintln(os.Stderr, "yorisoi tour -out DIR")
		return 2
	default:
		err = tell(ctx, tour.Config{Center: *center, Out: *out, Only: *only})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func tell(ctx context.Context, c tour.Config) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	if c.Center == "" {
		c.Center = filepath.Join(filepath.Dir(program), "yorisoi-center")
	}
	if _, err := os.Stat(c.Center); err != nil {
		return fmt.Errorf("find the center's program: %w", err)
	}
	c.Program = program
	return tour.Run(ctx, c)
}

// serveStation is a window that the tour drives through standard input.
func serveStation(ctx context.Context, dir string) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	program, err := ui.New(ctx, ui.Config{
		App: app.NewWithID(ui.ID), Dir: dir, Lang: present.Japanese, Version: version, Log: log, Demo: openDemo,
	})
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() {
		served <- tour.Serve(ctx, program.Window(), os.Stdin, os.Stdout)
		program.Quit()
	}()
	program.Run()
	return <-served
}
