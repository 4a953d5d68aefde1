using System.ComponentModel.DataAnnotations;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Handlers;

/// <summary>Marks a text of a config that names an input file: one sent with the submit, or one of the owner's own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputFileNameAttribute() : ValidationAttribute(FileName.Rule)
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is null || (value is string name && FileName.IsValid(name));
}
