"""PyQt5 or PyQt6, whichever Krita itself has loaded: Krita 5 has the one, Krita 6 the other."""

import sys

import krita  # noqa: F401 (loads one of them)

if "PyQt6.QtCore" in sys.modules:
    from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, QTimer
    from PyQt6.QtGui import QImage, QImageReader
    from PyQt6.QtWidgets import (
        QApplication,
        QCheckBox,
        QComboBox,
        QDialog,
        QDialogButtonBox,
        QDoubleSpinBox,
        QFormLayout,
        QHBoxLayout,
        QLabel,
        QLineEdit,
        QPlainTextEdit,
        QProgressBar,
        QPushButton,
        QScrollArea,
        QSizePolicy,
        QSlider,
        QSpinBox,
        QToolButton,
        QVBoxLayout,
        QWidget,
    )
else:
    from PyQt5.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, QTimer
    from PyQt5.QtGui import QImage, QImageReader
    from PyQt5.QtWidgets import (
        QApplication,
        QCheckBox,
        QComboBox,
        QDialog,
        QDialogButtonBox,
        QDoubleSpinBox,
        QFormLayout,
        QHBoxLayout,
        QLabel,
        QLineEdit,
        QPlainTextEdit,
        QProgressBar,
        QPushButton,
        QScrollArea,
        QSizePolicy,
        QSlider,
        QSpinBox,
        QToolButton,
        QVBoxLayout,
        QWidget,
    )

__all__ = [
    "QApplication", "QBuffer", "QByteArray", "QCheckBox", "QComboBox", "QDialog", "QDialogButtonBox", "QDoubleSpinBox",
    "QFormLayout", "QHBoxLayout", "QIODevice", "QImage", "QImageReader", "QLabel", "QLineEdit", "QObject",
    "QPlainTextEdit", "QProgressBar", "QPushButton", "QScrollArea", "QSizePolicy", "QSlider", "QSpinBox", "QTimer",
    "QToolButton", "QVBoxLayout", "QWidget", "Qt",
]  # fmt: skip
