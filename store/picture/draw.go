package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

// Fit decodes a cleaned picture and makes it small enough for a square of box
// pixels; a smaller one keeps its size. It is not turned.
func Fit(clean []byte, box int) (*image.RGBA, error) {
	_, info, err := Clean(clean)
	if err != nil {
		return nil, err
	}
	decode := jpeg.Decode
	if info.Type == PNG {
		decode = png.Decode
	}
	img, err := decode(bytes.NewReader(clean))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return shrink(img, max(box, 1)), nil
}

// EncodeSmall writes a picture that Fit made, to be kept beside the large one.
func EncodeSmall(w io.Writer, img image.Image) error {
	if err := jpeg.Encode(w, img, &jpeg.Options{Quality: 80}); err != nil {
		return fmt.Errorf("encode picture: %w", err)
	}
	return nil
}

// shrink averages the pixels that fall on one: what is finer than the screen
// turns grey instead of to moiré, and no more than a line is kept beside the
// two pictures.
func shrink(img image.Image, box int) *image.RGBA {
	b := img.Bounds()
	width, height := b.Dx(), b.Dy()
	if longer := max(width, height); longer > box {
		width, height = max(width*box/longer, 1), max(height*box/longer, 1)
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	sums := make([][4]uint64, width)
	counts := make([]uint64, width)
	to := make([]int, b.Dx())
	for x := range to {
		to[x] = x * width / b.Dx()
	}
	read := pixels(img)
	for y := range b.Dy() {
		for x, t := range to {
			c := read(b.Min.X+x, b.Min.Y+y)
			s := &sums[t]
			s[0], s[1], s[2], s[3] = s[0]+uint64(c.R), s[1]+uint64(c.G), s[2]+uint64(c.B), s[3]+uint64(c.A)
			counts[t]++
		}
		line := y * height / b.Dy()
		if y+1 < b.Dy() && (y+1)*height/b.Dy() == line {
			continue
		}
		for x := range sums {
			s, n := sums[x], counts[x]
			out.SetRGBA(x, line, color.RGBA{R: uint8(s[0] / n), G: uint8(s[1] / n), B: uint8(s[2] / n), A: uint8(s[3] / n)})
		}
		clear(sums)
		clear(counts)
	}
	return out
}

// pixels reads single pixels without making a value of an interface of each.
func pixels(img image.Image) func(x, y int) color.RGBA {
	switch p := img.(type) {
	case *image.YCbCr:
		return func(x, y int) color.RGBA {
			c := p.YCbCrAt(x, y)
			r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			return color.RGBA{R: r, G: g, B: b, A: 255}
		}
	case *image.Gray:
		return func(x, y int) color.RGBA {
			v := p.GrayAt(x, y).Y
			return color.RGBA{R: v, G: v, B: v, A: 255}
		}
	case *image.RGBA:
		return p.RGBAAt
	}
	return func(x, y int) color.RGBA { return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA) }
}

// Turn returns the picture as it is to be held: mirrored left to right first,
// if asked for, then turned clockwise by 0, 90, 180 or 270 degrees.
func Turn(img *image.RGBA, rotation int, mirrored bool) *image.RGBA {
	if rotation%360 == 0 && !mirrored {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if rotation%180 != 0 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			at := x
			if mirrored {
				at = w - 1 - x
			}
			tx, ty := at, y
			switch rotation % 360 {
			case 90:
				tx, ty = h-1-y, at
			case 180:
				tx, ty = w-1-at, h-1-y
			case 270:
				tx, ty = y, w-1-at
			}
			out.SetRGBA(tx, ty, img.RGBAAt(img.Bounds().Min.X+x, img.Bounds().Min.Y+y))
		}
	}
	return out
}
