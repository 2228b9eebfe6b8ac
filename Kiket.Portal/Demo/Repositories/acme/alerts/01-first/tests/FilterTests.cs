public class FilterTests
{
    [Theory]
    [InlineData("low", false)]
    [InlineData("urgent", true)]
    public void Only_priorities_at_or_above_the_setting_are_announced(string priority, bool announced) =>
        Assert.Equal(announced, Filter.Announces(priority, new Settings { MinimumPriority = "medium" }));
}
