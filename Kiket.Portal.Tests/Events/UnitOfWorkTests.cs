using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Events;

public sealed class UnitOfWorkTests : IAsyncLifetime
{
    private PortalDatabase _database = null!;

    public async Task InitializeAsync() => _database = await PortalDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_refusal_rolls_everything_back()
    {
        var result = await Unit.RunAsync(
            async work =>
            {
                work.Audit(actor: null, "test.done", new AuditSubject("test", "1"));
                await work.Db.SaveChangesAsync();
                return Error.Conflict("no", "No.");
            },
            CancellationToken.None);

        Assert.Equal("no", result.Error?.Code);
        await using var db = await _database.OpenAsync();
        Assert.False(await db.Set<AuditEntry>().AnyAsync());
    }

    [Fact]
    public async Task A_race_that_is_lost_in_the_middle_is_a_sentence()
    {
        var result = await Unit.RunAsync(
            async work =>
            {
                work.Db.Add(Category.Create("crm", new CategoryInput("Again", "Twice the same.", CategoryIcon.Star), 99));
                // A save in the middle, as a release needs one.
                await work.Db.SaveChangesAsync();
                return Result.Success();
            },
            CancellationToken.None,
            async db => Error.Conflict("lost", $"{await db.Set<Category>().CountAsync(category => category.Slug == "crm")} is there already."));

        Assert.Equal(("lost", "1 is there already."), (result.Error?.Code, result.Error?.Message));
    }

    [Fact]
    public async Task A_race_without_a_sentence_of_its_own_gets_the_general_one()
    {
        var result = await Unit.RunAsync(_ => throw new LostRaceException(), CancellationToken.None);

        Assert.Equal(UnitOfWork.Lost.Code, result.Error?.Code);
    }

    [Fact]
    public async Task A_page_that_cannot_be_refreshed_changes_nothing_about_what_is_stored_or_about_other_pages()
    {
        var refreshed = 0;
        var result = await Unit.RunAsync(
            work =>
            {
                work.Audit(actor: null, "test.done", new AuditSubject("test", "1"));
                work.Refresh(() => throw new InvalidDataException("This page is broken."));
                work.Refresh(() => Task.FromResult(refreshed++));
                return Task.FromResult(Result.Success());
            },
            CancellationToken.None);

        Assert.True(result.Succeeded);
        Assert.Equal(1, refreshed);
        await using var db = await _database.OpenAsync();
        Assert.Equal("test.done", (await db.Set<AuditEntry>().SingleAsync()).Action);
    }

    [Fact]
    public async Task What_is_really_broken_is_thrown() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => Unit.RunAsync(_ => throw new InvalidDataException("Broken."), CancellationToken.None));

    private UnitOfWork Unit => _database.Get<UnitOfWork>();
}
