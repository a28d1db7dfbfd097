// What a reader of the page would notice, measured: evaluates to a function that gives plain data.
(() => {
  const SLACK = 1; // pixels that rounding may cost
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return colour.startsWith("color(") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = (top, below) => {
    const [, , , a] = top;
    return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)).concat(1);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => {
      const part = c / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const canvas = () => {
    const probe = document.createElement("i");
    probe.style.backgroundColor = "Canvas";
    document.documentElement.append(probe);
    const colour = parse(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return colour;
  };
  const once = (compute) => {
    const known = new Map();
    return (element) => {
      if (!known.has(element)) known.set(element, compute(element));
      return known.get(element);
    };
  };
  const said = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();

  const textNodes = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found.filter((node) => said(node.data) && !/^(STYLE|SCRIPT|TITLE)$/.test(node.parentElement.tagName));
  };
  const measured = (node, { behind, faded, boxOf }) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((r) => r.width && r.height);
    const hidden = getComputedStyle(node.parentElement).visibility !== "visible";
    if (!rects.length || hidden) return null;
    const element = node.parentElement, ground = behind(element), style = getComputedStyle(element);
    const [r, g, b, a] = parse(style.color), written = over([r, g, b, a * faded(element)], ground);
    return {
      text: said(node.data), rects, box: boxOf(element).getBoundingClientRect(),
      size: parseFloat(style.fontSize), family: style.fontFamily, weight: style.fontWeight,
      colour: written.map(Math.round).join(), ground: ground.map(Math.round).join(),
      contrast: contrast(written, ground),
    };
  };
  const leaves = ({ rects, box, size }) => rects.some((r) =>
    r.left < Math.max(box.left, 0) - SLACK || r.right > Math.min(box.right, innerWidth) + SLACK ||
    r.top < box.top - size / 4 || r.bottom > box.bottom + size / 4);
  const core = (r) => ({ left: r.left, right: r.right, top: r.top + r.height / 4, bottom: r.bottom - r.height / 4 });
  const cover = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const covering = (texts) => {
    const all = texts.flatMap((each) => each.rects.map((rect) => ({ text: each.text, of: each, rect: core(rect) })));
    all.sort((a, b) => a.rect.top - b.rect.top);
    const below = (a, i) => {
      const end = all.findIndex((b, j) => j > i && b.rect.top > a.rect.bottom);
      return all.slice(i + 1, end < 0 ? undefined : end);
    };
    return all.flatMap((a, i) => below(a, i)
      .filter((b) => a.of !== b.of && cover(a.rect, b.rect)).map((b) => `${a.text} / ${b.text}`));
  };
  const cut = () => [...document.body.querySelectorAll("*")].filter((each) => {
    const { overflowX, overflowY, display } = getComputedStyle(each);
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    return display !== "none" && display !== "inline" &&
      ((hides(overflowX) && each.scrollWidth > each.clientWidth + SLACK) ||
       (hides(overflowY) && each.scrollHeight > each.clientHeight + SLACK));
  }).map((each) => said(each.textContent));
  const tofu = (texts) => {
    const [width, height] = [28, 32];
    const paper = Object.assign(document.createElement("canvas"), { width, height });
    const pen = paper.getContext("2d", { willReadFrequently: true });
    const drawn = (character, font) => {
      pen.clearRect(0, 0, width, height);
      pen.font = font;
      pen.fillText(character, 4, 24);
      return new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
    };
    const alike = (one, other) => one.every((pixel, i) => pixel === other[i]);
    const wanted = new Map(texts.flatMap(({ text, family, weight }) =>
      [...text].filter((c) => c.trim()).map((c) => [c, `${weight} 20px ${family}`])));
    const none = new Map([...new Set(wanted.values())].map((font) => [font, drawn("\uffff", font)]));
    return [...wanted].filter(([character, font]) => alike(drawn(character, font), none.get(font))).map(([c]) => c);
  };

  return ({ withGlyphs = false } = {}) => {
    const blank = canvas();
    const behind = once((each) => each ? over(parse(getComputedStyle(each).backgroundColor), behind(each.parentElement)) : blank);
    const faded = once((each) => each ? Number(getComputedStyle(each).opacity) * faded(each.parentElement) : 1);
    const boxOf = once((each) => /^inline$|contents/.test(getComputedStyle(each).display) ? boxOf(each.parentElement) : each);
    const texts = textNodes().map((node) => measured(node, { behind, faded, boxOf })).filter(Boolean);
    const page = document.documentElement;
    return {
      needs: page.scrollWidth, has: page.clientWidth,
      leaving: texts.filter(leaves).map(({ text }) => text),
      covering: covering(texts),
      cut: cut(),
      pale: texts.filter(({ contrast }) => contrast < 4.5)
        .map(({ text, contrast, colour, ground }) => `${contrast.toFixed(2)} ${colour} on ${ground}: ${text}`),
      ground: luminance(behind(document.body)),
      texts: texts.map(({ text, rects, colour, ground, size }) => ({
        text, colour, ground, size,
        left: Math.min(...rects.map((r) => r.left)), bottom: Math.max(...rects.map((r) => r.bottom)) + scrollY,
      })),
      links: [...document.querySelectorAll("a")].map((a) => ({ href: a.getAttribute("href"), text: said(a.textContent) })),
      shown: document.body.innerText,
      title: document.title,
      lang: page.lang,
      tofu: withGlyphs ? tofu(texts) : [],
    };
  };
})()
