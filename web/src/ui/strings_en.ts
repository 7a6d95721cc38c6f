/** Every word of the page in English; strings_ja.ts has the same keys. {names} are replaced by values. */

export const EN = {
  appTitle: "nurie – colour a drawing",
  // bar
  open: "Open", openFile: "Picture, session or hints…", openExamples: "Examples…", newSheet: "Blank sheet…", makeLines: "Lines from this picture…",
  save: "Save", savePng: "Picture (PNG)", savePsd: "Layers for Photoshop, Krita, Clip Studio (PSD)", saveOra: "Layers for Krita, GIMP 3, MyPaint (ORA)",
  saveHints: "Hints (hints.json)", saveSession: "Session (.nurie)",
  undo: "Undo", redo: "Redo", clear: "Clear all hints",
  autoColor: "Auto colour", propose: "Other colourings", proposals: "Other colourings", again: "Roll again", close: "Close",
  proposalHints: "Hints decide most colours. Without them these differ more.", proposal: "Colouring {number}", painting: "painting",
  compare: "Compare", compareResult: "Result only", compareSlider: "Before and after, with a slider", compareSide: "Side by side",
  splitHandle: "Line between before and after", before: "Before", after: "After",
  settings: "Settings", help: "Keys and help", menu: "Menu",
  busy: "Colouring…", ready: "Ready", noEngine: "Looking for the engine…", took: "{model}, {seconds} s",
  // tools
  tools: "Tools", toolBrush: "Hint brush", toolFill: "Fill a region", toolEraser: "Hint eraser", toolPick: "Eyedropper", toolPen: "Draw lines",
  toolRubber: "Rub out lines", toolHand: "Move the page", size: "Size", sizeOf: "{size} px",
  // view
  view: "View", zoomIn: "Zoom in", zoomOut: "Zoom out", zoomFit: "Show the whole page", rotateLeft: "Turn left", rotateRight: "Turn right", flip: "Mirror the view",
  stage: "Drawing. Arrow keys move the cross, Enter or Space marks there.",
  // colour
  color: "Colour", hue: "Hue", saturation: "Saturation and brightness", hex: "Colour as hex", recent: "Recent colours", useColor: "Use {color}",
  svValue: "saturation {s} %, brightness {v} %",
  kind: "Hint", kindExact: "Exact", kindLoose: "Loose", kindTransparent: "Paper",
  kindExactHelp: "Keep this colour, up to the lines", kindLooseHelp: "A rough suggestion", kindTransparentHelp: "This region stays unpainted",
  palette: "Palette", loadPalette: "Load a palette…", housePalette: "Back to nurie's palette", paletteOnly: "Only these colours",
  // layers
  layers: "Layers", layer_hints: "Hints", layer_lines: "Lines", layer_highlights: "Highlights", layer_shading: "Shading", layer_flats: "Flats", layer_paper: "Paper",
  showLayer: "Show {layer}", opacityOf: "Opacity of {layer}", light: "Light", lightNone: "As painted", lightFrom: "Light from {side}",
  side_top_left: "top left", side_top: "the top", side_top_right: "top right", side_left: "the left", side_right: "the right",
  side_bottom_left: "bottom left", side_bottom: "the bottom", side_bottom_right: "bottom right",
  lightHelp: "Where the light comes from. In the middle: as the network paints it.",
  // welcome
  welcome: "Colour a drawing", welcomeText: "Open a line drawing and press Auto colour. Then touch what should have another colour.",
  dropHere: "Or drop a picture here, or paste one.", chooseFile: "Open a picture", tryExample: "Try an example",
  privacyServer: "Your drawing goes to the server this page came from, and nowhere else.", privacyBrowser: "Your drawing stays in this browser.",
  drop: "Drop it here",
  // dialogs
  examples: "Examples", examplesText: "Line drawings by hand, openly licensed.", withHints: "With colour hints",
  credit: "{license} · {author} – {title}",
  sheetTitle: "Blank sheet", width: "Width", height: "Height", create: "Create", cancel: "Cancel", sheetSquare: "Square", sheetPortrait: "Portrait", sheetLandscape: "Landscape",
  sheetRange: "From 16 to 8000 px on each side.",
  linesTitle: "Make lines from this picture", linesText: "This looks like a photo or a painting. nurie colours line drawings: choose how the lines should be drawn.",
  linesMethod: "Method", linesUse: "Use these lines", linesKeep: "Keep the picture as it is", linesWorking: "Drawing the lines…", linesNone: "The lines could not be drawn.",
  replaceTitle: "Open another page?", replaceText: "What you did on this page is not saved in a file. The page here will be replaced.",
  replaceSave: "Save the session, then open", replaceGo: "Open without saving",
  tokenTitle: "The server asks for a token", tokenText: "Whoever runs the server knows it (NURIE_TOKEN). It is kept until this tab is closed.", token: "Token", ok: "OK",
  // settings
  language: "Language", theme: "Look", themeSystem: "As the system", themeLight: "Light", themeDark: "Dark",
  engine: "Colours come from", engineAuto: "The server, else this browser", engineServer: "The server", engineBrowser: "This browser",
  model: "Model", modelDefault: "Default", live: "Colour again after each stroke", guess: "Choose colours for what has no hint", gap: "Close gaps in lines up to (px)", gapAuto: "automatic",
  // help
  helpDraw: "Drawing", helpView: "View", helpFile: "Page", helpGestures: "Fingers and pen",
  keyAlt: "hold: eyedropper", keySize: "smaller, larger", keySpace: "hold and drag: move the page", keyR: "hold and drag: turn the page", keyHints: "Show or hide hints",
  keyKinds: "Exact, loose, paper", keyCompare: "Change the comparison", keyAuto: "Auto colour", keyWheel: "Wheel: zoom", keyShiftWheel: "Shift + wheel: size of the brush",
  keyArrows: "Arrows, then Enter: mark without a mouse", gestureOne: "One finger draws", gestureTwo: "Two fingers move, zoom and turn", gesturePen: "With a pen, one finger moves the page",
  gestureRight: "Right button: eyedropper",
  howTitle: "How hints work",
  howText: "A mark gives its region a colour. Exact keeps the colour up to the line; Loose only suggests; Paper leaves the region unpainted. Unmarked regions get what nurie thinks fits.",
  // messages
  engineFailed: "The page could not be coloured.", retry: "Try again", dismiss: "Dismiss", notConnected: "Nothing here can colour yet.",
  notKept: "The session could not be kept in this browser. Save it as a file now and then.", restored: "Your last page is back.",
  saveFailed: "The file could not be made.", warning: "Note from the engine",
  notPicture: "{name} is no picture that this browser can open. Use PNG, JPEG, WebP or PSD.",
  pictureTooLarge: "The picture has {found} megapixels; up to {most} are possible. Make it smaller.",
  hintsNotJson: "This is no hints.json: it could not be read as JSON.", hintsField: "hints.json: the field {field} is unknown or wrong. docs/hints.md lists all fields.",
  hintsVersion: "hints.json: version {found} is unknown; expected 1.", hintsStroke: "hints.json: stroke {number} has a wrong {field}.",
  hintsShape: "These hints are for a page of {found}, and this one is {expected}. Open the page they belong to.",
  paletteEmpty: "{name} has no colours.", paletteLine: "The palette's line {line} is no colour. Expected #rrggbb, or red, green and blue from 0 to 255.",
  paletteBroken: "The palette is damaged, or of a kind that is not known. Export it again.",
  sessionBroken: "This session file is damaged.", sessionVersion: "This session has version {found}; this page reads version 1.",
  unknownFile: "{name} is not known here. Open a picture, a .nurie session, a hints.json or a palette.",
  hintsNeedPage: "Open the drawing first, then its hints.",
  paletteLoaded: "Palette {name}: {count} colours.", hintsLoaded: "{count} hints are on the page.",
} as const

export type StringKey = keyof typeof EN
export type Strings = Readonly<Record<StringKey, string>>
