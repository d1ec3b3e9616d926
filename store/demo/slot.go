package demo

import (
	"fmt"
	"strconv"

	"yorisoi/store/casework"
)

// slot fills one slot of a sentence about a child on a day.
func (h *house) slot(name string, c *person, day casework.Date, checkup string) string {
	switch name {
	case "児":
		return h.callOf(c)
	case "母":
		return "母"
	case "父":
		if h.father != nil && h.father.role == "partner" {
			return "パートナー"
		}
		return pick(h.dice, []string{"父", "夫"})
	case "近":
		if len(h.elders) > 0 && h.chance(0.7) {
			return "同居の祖母"
		}
		return pick(h.dice, []string{"実母", "義母", "母の妹", "母の姉", "友人", "近所の人", "母の叔母"})
	case "縁":
		return pick(h.dice, []string{"実母", "母の妹", "母の姉", "義母"})
	case "所属", "園", "校":
		if c != nil && c.school != "" {
			return c.school
		}
		return "園"
	case "医":
		return h.clinic
	case "産":
		return h.maternity
	case "心":
		return h.mental
	case "健診":
		if checkup != "" {
			return checkup
		}
		return "健診"
	case "週数":
		if g, ok := casework.GestationOn(h.youngest().due, day); ok {
			return fmt.Sprintf("妊娠%d週%d日", g.Weeks(), g.Days())
		}
		return "妊娠中"
	case "日":
		d := h.workday(day.AddDays(h.between(4, 30)))
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	case "週":
		return pick(h.dice, []string{"1週間", "10日", "2週間", "3週間", "ひと月"})
	}
	return h.numberSlot(name)
}

// numberSlot fills a slot that holds a number.
func (h *house) numberSlot(name string) string {
	switch name {
	case "時":
		return strconv.Itoa(h.between(20, 23)) + "時"
	case "朝":
		return pick(h.dice, []string{"朝7時", "朝8時", "朝の8時半", "午前9時"})
	case "回":
		return strconv.Itoa(h.between(6, 11))
	case "量":
		return strconv.Itoa(20 * h.between(2, 8))
	case "分":
		return strconv.Itoa(5 * h.between(2, 8))
	case "長":
		return strconv.Itoa(10 * h.between(4, 7))
	case "短":
		return strconv.Itoa(h.between(2, 5))
	}
	panic("fill slot: nobody knows " + name)
}

// callOf is how a record calls a child: by name, or by its place in the family.
func (h *house) callOf(c *person) string {
	switch n := h.IntN(10); {
	case c == nil || c.unborn():
		return "児"
	case n < 4:
		return c.given.text
	case n < 7:
		return h.placeOf(c)
	}
	return "本児"
}

// placeOf is 長男, 二女 and the like.
func (h *house) placeOf(c *person) string {
	rank := 0
	for _, s := range h.children {
		if s.sex == c.sex && s.order <= c.order && !s.unborn() {
			rank++
		}
	}
	word := "女"
	if c.sex == "M" {
		word = "男"
	}
	return []string{"長", "長", "二", "三", "四", "五", "六"}[min(rank, 6)] + word
}
