def test_reply_address_names_the_issue():
    assert "support+OPS-482@acme.test".split("+")[1].startswith("OPS-482")
