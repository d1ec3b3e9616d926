package main

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf16"
)

const (
	// Family is the name of the made fonts; the original's is a trademark.
	Family = "Yorisoi UD Gothic"
	// Ascent and Descent are in em. The original declares 0.88/0.12, with
	// which g and y are cut off below the line.
	Ascent  = 1.069
	Descent = 0.293
)

// keep is what a screen and a PDF need. Layout tables are gone because every
// measured text would index them again, hinting because nothing here runs it.
var keep = []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}

// Make returns the bundled form of a BIZ UDPGothic font.
func Make(in []byte, weight string) ([]byte, error) {
	all, err := parse(in)
	if err != nil {
		return nil, err
	}
	out := tables{}
	for _, tag := range keep {
		table, ok := all[tag]
		if !ok {
			return nil, fmt.Errorf("find table: no %s", tag)
		}
		out[tag] = table
	}
	if err := evenDigits(out); err != nil {
		return nil, err
	}
	if err := dropHints(out); err != nil {
		return nil, err
	}
	setMetrics(out)
	out["name"] = names(out["name"], weight)
	return out.bytes(), nil
}

func setMetrics(t tables) {
	em := float64(be.Uint16(t["head"][18:]))
	up := uint16(math.Round(Ascent * em))
	down := uint16(math.Round(Descent * em))
	put := func(table string, at int, v uint16) { be.PutUint16(t[table][at:], v) }
	put("hhea", 4, up)
	put("hhea", 6, -down)
	put("hhea", 8, 0)
	put("OS/2", 68, up)
	put("OS/2", 70, -down)
	put("OS/2", 72, 0)
	put("OS/2", 74, up)
	put("OS/2", 76, down)
}

// names writes a new name table: our family, the original's copyright and
// licence, nothing of the trademark.
func names(old []byte, weight string) []byte {
	compact := strings.ReplaceAll(Family, " ", "")
	full := Family
	if weight != "Regular" {
		full += " " + weight
	}
	entries := []struct {
		id   uint16
		text string
	}{
		{0, nameOf(old, 0)},
		{1, Family},
		{2, weight},
		{3, "1.0;YRSI;" + compact + "-" + weight},
		{4, full},
		{5, "Version 1.0; from " + nameOf(old, 5)},
		{6, compact + "-" + weight},
		{13, nameOf(old, 13)},
		{14, nameOf(old, 14)},
	}
	var head, text []byte
	head = be.AppendUint16(head, 0)
	head = be.AppendUint16(head, uint16(len(entries)))
	head = be.AppendUint16(head, uint16(6+12*len(entries)))
	for _, e := range entries {
		var utf []byte
		for _, unit := range utf16.Encode([]rune(e.text)) {
			utf = be.AppendUint16(utf, unit)
		}
		for _, v := range []uint16{3, 1, 0x409, e.id, uint16(len(utf)), uint16(len(text))} {
			head = be.AppendUint16(head, v)
		}
		text = append(text, utf...)
	}
	return append(head, text...)
}

func nameOf(table []byte, id uint16) string {
	text := int(be.Uint16(table[4:]))
	for i := range int(be.Uint16(table[2:])) {
		e := table[6+12*i:]
		if be.Uint16(e) != 3 || be.Uint16(e[6:]) != id {
			continue
		}
		size, at := int(be.Uint16(e[8:])), text+int(be.Uint16(e[10:]))
		units := make([]uint16, size/2)
		for j := range units {
			units[j] = be.Uint16(table[at+2*j:])
		}
		return string(utf16.Decode(units))
	}
	return ""
}
