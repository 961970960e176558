"""The `borne` command."""


def main() -> None:
    from kiosk.cli import borne

    borne(prog_name="borne")


if __name__ == "__main__":
    main()
