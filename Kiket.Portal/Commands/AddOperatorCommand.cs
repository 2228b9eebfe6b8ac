using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Commands;

/// <summary>Makes the person with an address operator and reviewer.</summary>
internal sealed class AddOperatorCommand(AddOperator add, DatabaseVersion version) : ICommand
{
    public async Task<Result<string>> RunAsync(string argument, CancellationToken cancellationToken)
    {
        if (await version.RequireAsync(cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        if (!(await add.RunAsync(argument, cancellationToken)).TryGet(out var person, out var error))
        {
            return error;
        }

        var done = $"{person.Name} ({person.Email}) is now operator and reviewer. Open pages show it within a minute.";
        // The person who runs this knows the address, but perhaps not who registered it.
        return person.IsConfirmed ? done : FormattableString.Invariant(
            $"{done}\nThe address isn't confirmed, and the account is from {person.RegisteredAt.UtcDateTime:d MMM yyyy HH:mm} UTC. Make sure it is theirs.");
    }
}
