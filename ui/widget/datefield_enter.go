package widget

// SetOnEnter says what Enter does, once what was typed has been read.
func (d *DateField) SetOnEnter(f func()) { d.onEnter = f }
