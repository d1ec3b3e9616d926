// Command mkfont makes the bundled fonts from BIZ UDPGothic: the outlines stay,
// what slows text down or belongs to another name goes.
//
// Terms: a layout table is GSUB, GPOS or GDEF; hinting is the little programs
// inside glyphs and the tables they call.
//
// Usage: mkfont IN.ttf OUT.ttf REGULAR|BOLD
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mkfont:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: mkfont IN.ttf OUT.ttf REGULAR|BOLD")
	}
	weight, ok := map[string]string{"REGULAR": "Regular", "BOLD": "Bold"}[strings.ToUpper(args[2])]
	if !ok {
		return fmt.Errorf("read weight: %q is neither REGULAR nor BOLD", args[2])
	}
	in, err := os.ReadFile(args[0])
	if err != nil {
		return fmt.Errorf("read font: %w", err)
	}
	out, err := Make(in, weight)
	if err != nil {
		return fmt.Errorf("make font from %s: %w", args[0], err)
	}
	return os.WriteFile(args[1], out, 0o644)
}
