// Which field of a template's form a refusal speaks of.
export const FIELD_CODES = {
  "InvalidParameter.TaskTemplateName": "TaskTemplateName",
  "InvalidParameter.TaskTemplateNameTooLong": "TaskTemplateName",
};
