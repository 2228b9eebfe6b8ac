class MatchTest {
    @Test
    void subdomains_belong_to_their_company() {
        assertEquals("globex.test", Match.company("mail.globex.test"));
    }
}
