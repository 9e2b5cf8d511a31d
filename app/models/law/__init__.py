"""What the law on personal information asks a school to keep about its own keeping."""
