; nurie for GIMP 2.10: colours and shades line art.
;
; GIMP 2.10's Script-Fu can neither ask a server nor start a program. So the drawing is saved into a folder that
; `nurie watch` looks at, and what comes back there is added to the picture, as one undo step.

(define nurie-lights '("" "top-left" "top" "top-right" "left" "right" "bottom-left" "bottom" "bottom-right"))
(define nurie-wait-s 180)
(define nurie-look-us 200000)
(define nurie-modes (list (cons "paper" LAYER-MODE-NORMAL) (cons "flats" LAYER-MODE-NORMAL) (cons "shading" LAYER-MODE-MULTIPLY-LEGACY)
                          (cons "highlights" LAYER-MODE-SCREEN-LEGACY) (cons "lines" LAYER-MODE-NORMAL)))

(define (nurie-fail text) (error (string-append "nurie: " text)))

(define (nurie-path folder name) (string-append folder DIR-SEPARATOR name))

; Makes sure of a folder that is watched, else an error in words.
(define (nurie-check-folder folder)
  (if (not (file-exists? folder)) (dir-make folder))
  (if (not (file-exists? folder)) (nurie-fail (string-append "the folder " folder " cannot be made. Choose another.")))
  (if (not (file-exists? (nurie-path folder ".nurie-watch.lock")))
    (nurie-fail (string-append "nobody watches the folder yet. Type in a terminal: nurie watch \"" folder "\""))))

(define (nurie-write path text)
  (let ((port (open-output-file path)))
    (display text port)
    (close-output-port port)))

(define (nurie-read path)
  (let ((port (open-input-file path)))
    (let loop ((found '()) (letter (read-char port)))
      (if (eof-object? letter)
        (begin (close-input-port port) (list->string (reverse found)))
        (loop (cons letter found) (read-char port))))))

(define (nurie-join words)
  (if (null? words) ""
    (if (null? (cdr words)) (car words) (string-append (car words) ", " (nurie-join (cdr words))))))

(define (nurie-hex number)
  (let ((text (number->string (inexact->exact (round number)) 16)))
    (if (< (string-length text) 2) (string-append "0" text) text)))

; "#rrggbb" of each colour of a palette, in quotes.
(define (nurie-colors palette)
  (let loop ((index (- (car (gimp-palette-get-info palette)) 1)) (found '()))
    (if (< index 0) found
      (loop (- index 1)
            (cons (string-append "\"#" (apply string-append (map nurie-hex
                                   (car (gimp-palette-entry-get-color palette index)))) "\"") found)))))

(define (nurie-options seed gap light dark soft palette)
  (let ((name (list-ref nurie-lights light)))
    (string-append "{" (nurie-join (append
      (list (string-append "\"seed\": " (number->string (inexact->exact (round seed)))))
      (if (< gap 0) '() (list (string-append "\"gap\": " (number->string gap))))
      (if (string=? name "") '()
        (list (string-append "\"light\": \"" name "\"")
              (string-append "\"shadows\": \"" (if (= soft TRUE) "soft" "hard") "\"")
              (string-append "\"shading\": " (number->string (/ dark 100)))))
      (if (string=? palette "") '()
        (list (string-append "\"palette\": [" (nurie-join (nurie-colors palette)) "]"))))) "}")))

(define (nurie-ours? item)
  (let ((name (car (gimp-item-get-name item))))
    (and (= TRUE (car (gimp-item-is-group item)))
         (or (string=? name "nurie") (and (> (string-length name) 6) (string=? (substring name 0 6) "nurie "))))))

; Earlier colourings make room, but stay.
(define (nurie-hide-ours image)
  (for-each (lambda (item) (if (nurie-ours? item) (gimp-item-set-visible item FALSE)))
            (vector->list (cadr (gimp-image-get-layers image)))))

; The picture as it is seen, without hints and without what nurie added, as a layer of `target`.
(define (nurie-merged image hints target)
  (let* ((copy (car (gimp-image-duplicate image))))
    (nurie-hide-ours copy)
    (if (> hints 0)
      (let ((twin (car (gimp-image-get-layer-by-name copy (car (gimp-item-get-name hints))))))
        (if (> twin 0) (gimp-item-set-visible twin FALSE))))
    (let ((layer (car (gimp-layer-new-from-visible copy target "lines"))))
      (gimp-image-delete copy)
      layer)))

(define (nurie-copy layer target name)
  (let ((copy (car (gimp-layer-new-from-drawable layer target))))
    (gimp-image-insert-layer target copy 0 0)
    (gimp-item-set-name copy name)
    (gimp-item-set-visible copy TRUE)
    (gimp-layer-set-opacity copy 100)
    (gimp-layer-set-mode copy LAYER-MODE-NORMAL)
    (gimp-layer-resize-to-image-size copy)
    copy))

; A layered file of the drawing and its hints, as nurie reads it.
(define (nurie-save image lines hints path)
  (let* ((target (car (gimp-image-new (car (gimp-image-width image)) (car (gimp-image-height image)) RGB))))
    (if (> lines 0)
      (nurie-copy lines target "lines")
      (let ((layer (nurie-merged image hints target)))
        (gimp-image-insert-layer target layer 0 0)
        (gimp-item-set-name layer "lines")))
    (if (> hints 0) (nurie-copy hints target "hints"))
    (file-psd-save RUN-NONINTERACTIVE target (car (gimp-image-get-active-layer target)) path path 0 0)
    (gimp-image-delete target)))

(define (nurie-remove path) (if (file-exists? path) (file-delete path)))

; Waits for the result. The path of what came back: the picture, or a note of what went wrong; #f if nothing came.
(define (nurie-wait folder name)
  (let ((result (nurie-path folder (string-append name ".color.psd")))
        (note (nurie-path folder (string-append name ".color.txt")))
        (end (+ (nurie-now) nurie-wait-s)))
    (let loop ()
      (cond ((file-exists? result) result)
            ((file-exists? note) note)
            ((> (nurie-now) end) #f)
            (else (gimp-progress-pulse) (usleep nurie-look-us) (loop))))))

(define (nurie-now) (car (gettimeofday)))

; Sends a picture through the folder, and gives what came back as an image; nothing of it stays there.
(define (nurie-ask image lines hints options folder)
  (nurie-check-folder folder)
  (let* ((name (string-append "gimp-" (number->string (nurie-now)) "-" (number->string (cadr (gettimeofday)))))
         (page (nurie-path folder (string-append name ".psd")))
         (wishes (nurie-path folder (string-append name ".options.json"))))
    (gimp-progress-init "nurie colours ..." -1)
    (nurie-write wishes options)
    (nurie-save image lines hints page)
    (let ((result (nurie-wait folder name)))
      (nurie-remove page)
      (nurie-remove wishes)
      (if (not result)
        (nurie-fail (string-append "nothing came back within " (number->string nurie-wait-s)
                                   " seconds. Look at the terminal of nurie watch.")))
      (nurie-open result))))

; The picture that came back, or the note's words as an error. The file goes.
(define (nurie-open path)
  (if (string=? (substring path (- (string-length path) 4) (string-length path)) ".txt")
    (let ((text (nurie-read path)))
      (nurie-remove path)
      (error text))
    (let ((loaded (car (gimp-file-load RUN-NONINTERACTIVE path path))))
      (nurie-remove path)
      loaded)))

; Whether something on a layer is transparent.
(define (nurie-see-through? layer)
  (and (= TRUE (car (gimp-drawable-has-alpha layer)))
       (< (car (gimp-drawable-histogram layer HISTOGRAM-ALPHA 0 1)) 254.999)))

(define (nurie-add image loaded lines)
  (let* ((beneath (and (> lines 0) (nurie-see-through? lines)))
         (parent (if (> lines 0) (car (gimp-item-get-parent lines)) -1))
         (place (if (> lines 0) (car (gimp-image-get-item-position image lines)) 0))
         (group (car (gimp-layer-group-new image))))
    (nurie-hide-ours image)
    (gimp-image-insert-layer image group (if (> parent 0) parent 0) (if beneath (+ place 1) place))
    (gimp-item-set-name group "nurie")
    (for-each
      (lambda (pair)
        (let ((part (car (gimp-image-get-layer-by-name loaded (car pair)))))
          (if (and (> part 0) (not (and beneath (member (car pair) '("paper" "lines")))))
            (let ((copy (car (gimp-layer-new-from-drawable part image))))
              (gimp-image-insert-layer image copy group 0)
              (gimp-item-set-name copy (car pair))
              (gimp-layer-set-mode copy (cdr pair))))))
      nurie-modes)
    group))

(define (script-fu-nurie-color image drawable what hints-name seed gap light dark soft use-palette palette folder)
  (let* ((lines (if (= what 0) drawable -1))
         (hints (if (string=? hints-name "") -1 (car (gimp-image-get-layer-by-name image hints-name))))
         (hints (if (= hints drawable) -1 hints))
         (options (nurie-options seed gap light dark soft (if (= use-palette TRUE) palette ""))))
    (if (and (> lines 0) (= TRUE (car (gimp-item-is-group lines))))
      (nurie-fail "choose a layer, not a group, or colour the merged picture."))
    (let ((loaded (nurie-ask image lines hints options folder)))
      (gimp-image-undo-group-start image)
      (if (not (= RGB (car (gimp-image-base-type image)))) (gimp-image-convert-rgb image))
      (nurie-add image loaded lines)
      (gimp-image-undo-group-end image)
      (gimp-image-delete loaded)
      (gimp-progress-end)
      (gimp-displays-flush))))

; Sends a small square through the folder, and says in words what is wrong, or that nothing is.
(define (script-fu-nurie-check folder)
  (let* ((image (car (gimp-image-new 64 64 RGB)))
         (layer (car (gimp-layer-new image 64 64 RGB-IMAGE "page" 100 LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image layer 0 0)
    (gimp-drawable-fill layer FILL-WHITE)
    (gimp-context-push)
    (gimp-context-set-foreground '(0 0 0))
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 16 16 32 32)
    (gimp-image-select-rectangle image CHANNEL-OP-SUBTRACT 18 18 28 28)
    (gimp-drawable-edit-fill layer FILL-FOREGROUND)
    (gimp-context-pop)
    (gimp-selection-none image)
    (let ((loaded (nurie-ask image layer -1 "{}" folder)))
      (gimp-image-delete loaded)
      (gimp-image-delete image)
      (gimp-message (string-append "nurie watches " folder " and coloured a small page. All is well.")))))

(script-fu-register "script-fu-nurie-color" "_Colour ..." "Colours and shades line art, after your colour hints."
  "nurie" "nurie" "2026" "*"
  SF-IMAGE "Image" 0
  SF-DRAWABLE "Drawable" 0
  SF-OPTION "Lines are on" '("the active layer" "the merged picture")
  SF-STRING "Hints are on the layer (empty for none)" "hints"
  SF-ADJUSTMENT "Seed" '(0 0 4294967295 1 10 0 1)
  SF-ADJUSTMENT "Close gaps up to, px (-1 automatic)" '(-1 -1 512 1 10 0 1)
  SF-OPTION "Light from" '("as painted" "top left" "top" "top right" "left" "right" "bottom left" "bottom"
                           "bottom right")
  SF-ADJUSTMENT "Shadows of that light, %" '(75 1 100 1 10 0 0)
  SF-TOGGLE "Soft shadows" FALSE
  SF-TOGGLE "Only the colours of this palette" FALSE
  SF-PALETTE "Palette" "Default"
  SF-DIRNAME "Folder that nurie watches" (string-append gimp-directory DIR-SEPARATOR "nurie"))
(script-fu-menu-register "script-fu-nurie-color" "<Image>/Filters/nurie")

(script-fu-register "script-fu-nurie-check" "_Diagnostics ..." "Says what is wrong between GIMP and nurie."
  "nurie" "nurie" "2026" ""
  SF-DIRNAME "Folder that nurie watches" (string-append gimp-directory DIR-SEPARATOR "nurie"))
(script-fu-menu-register "script-fu-nurie-check" "<Image>/Filters/nurie")
