package source

import (
	"container/list"
	"sync"
)

// A cache keeps the objects used last, up to a number of bytes.
type cache struct {
	mu    sync.Mutex
	room  int64
	order *list.List // of *cached, used last in front
	items map[cacheKey]*list.Element
}

type cacheKey struct {
	pack   *pack
	offset int64
}

type cached struct {
	key cacheKey
	obj object
}

// cacheOverhead is about what one cached object costs besides its contents, in bytes.
const cacheOverhead = 200

func newCache(size int64) *cache {
	return &cache{room: size, order: list.New(), items: map[cacheKey]*list.Element{}}
}

func (c *cache) get(p *pack, offset int64) (object, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.items[cacheKey{p, offset}]
	if e == nil {
		return object{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).obj, true
}

func (c *cache) put(p *pack, offset int64, obj object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := cacheKey{p, offset}
	if c.items[key] != nil {
		return
	}
	c.items[key] = c.order.PushFront(&cached{key, obj})
	c.room -= int64(len(obj.data)) + cacheOverhead
	for c.room < 0 {
		last := c.order.Back()
		old := c.order.Remove(last).(*cached)
		delete(c.items, old.key)
		c.room += int64(len(old.obj.data)) + cacheOverhead
	}
}

// shed drops all objects.
func (c *cache) shed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, e := range c.items {
		c.room += int64(len(e.Value.(*cached).obj.data)) + cacheOverhead
		delete(c.items, key)
	}
	c.order.Init()
}
