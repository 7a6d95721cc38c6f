"""nurie in Krita: a docker that colours line art. Krita loads it at its start."""

from krita import DockWidgetFactory, DockWidgetFactoryBase, Krita


def register() -> None:
    """Give Krita the docker."""
    from .docker import NurieDocker

    factory = DockWidgetFactory("nurie_docker", DockWidgetFactoryBase.DockRight, NurieDocker)
    Krita.instance().addDockWidgetFactory(factory)


if Krita.instance() is not None:
    register()
