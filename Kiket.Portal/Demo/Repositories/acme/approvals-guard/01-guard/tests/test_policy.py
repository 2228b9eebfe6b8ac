from policy import required_approvals


def test_a_release_to_production_needs_two():
    assert required_approvals(environment="production", risk="low") == 2
