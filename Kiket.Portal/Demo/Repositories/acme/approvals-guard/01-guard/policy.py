def required_approvals(environment: str, risk: str) -> int:
    return 2 if environment == "production" or risk == "high" else 1
