"""The register of the invented township 青岭县柳溪镇, as an office would keep it."""
